"""What the measured apps answer with; the same for all of them."""

ROUTES = 500
SECRET = "a secret key of a decent length, for signing"
PERSON = {
    "id": 4711,
    "name": "Grace Hopper",
    "languages": ["COBOL", "FORTRAN", "assembler"],
    "address": {"street": "Arlington National Cemetery", "city": "Arlington", "zip": "22211"},
    "retired": True,
    "score": 98.6,
    "notes": None,
}
ITEMS = [{"id": n, "name": f"Item <{n}>", "price": n * 1.25} for n in range(150)]
#: How many items make a page of about 20 kB: of a plain table, or of cards in a layout.
ROWS = ITEMS
CARDS = ITEMS[:30]
