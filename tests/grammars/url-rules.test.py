# SYNTAX TEST "source.python" "converters and variables of URL rules"
 @app.route('/u/<int:id>', methods=['GET'])
#            ^^^ string.quoted.single.python - meta.template.expression.url-rule.python
#               ^ punctuation.definition.template-expression.begin.python
#                ^^^ support.type.converter.python
#                   ^ punctuation.separator.converter.python
#                    ^^ variable.parameter.url-rule.python
#                      ^ punctuation.definition.template-expression.end.python
#                       ^ punctuation.definition.string.end.python
#                          ^^^^^^^ variable.parameter.function-call.python
#                                   ^^^^^ string.quoted.single.python
 def user(id): pass
#^^^ storage.type.function.python
 @bp.route("<name>/<path:rest>")
#           ^^^^^^ meta.template.expression.url-rule.python
#            ^^^^ variable.parameter.url-rule.python
#                   ^^^^ support.type.converter.python
#                        ^^^^ variable.parameter.url-rule.python
 @app.get(r'/raw/<int(min=1, max=-9):page>/\d')
#         ^ storage.type.string.python
#          ^^^^^^ string.quoted.raw.single.python
#                 ^^^ support.type.converter.python
#                     ^^^ variable.parameter.function-call.python
#                         ^ constant.numeric.python
#                            ^^^ variable.parameter.function-call.python
#                                ^^ constant.numeric.python
#                                    ^^^^ variable.parameter.url-rule.python
#                                          ^^ string.quoted.raw.single.python
 @app.post('/<any(a, "b c"):kind>/x')
#             ^^^ support.type.converter.python
#                 ^ string.unquoted.python
#                    ^^^^^ string.quoted.single.python
#                           ^^^^ variable.parameter.url-rule.python
#                                 ^ string.quoted.single.python
 app.add_url_rule('/f/<uuid:key>', view_func=f)
#                      ^^^^ support.type.converter.python
#                           ^^^ variable.parameter.url-rule.python
#                                  ^^^^^^^^^ variable.parameter.function-call.python
 @app.route( # first
     '/a/<b>'
#        ^^^ meta.template.expression.url-rule.python
     "/c/<d>",
#        ^^^ meta.template.expression.url-rule.python
     defaults={'e': '<f>'},
#                   ^^^^^ string.quoted.single.python - meta.template.expression.url-rule.python
 )
 @app.get(
     '/g/<int:h>',
#         ^^^ support.type.converter.python
     endpoint='<i>')
#              ^^^ string.quoted.single.python - meta.template.expression.url-rule.python
 app.register_blueprint(bp, url_prefix='/<lang>')
#                                         ^^^^ variable.parameter.url-rule.python
 x = Rule('/<a>', endpoint='b')
#            ^ variable.parameter.url-rule.python
# What is no URL rule keeps its colours.
 @app.route(f'/u/<int:{name}>')
#                ^^^^^^^^^^^^ - meta.template.expression.url-rule.python
#                     ^ constant.character.format.placeholder.other.python
 @app.route(f'/{a}' '/<b>')
#                    ^^^^ - meta.template.expression.url-rule.python
 @app.route(RULE, endpoint='<x>')
#           ^^^^ constant.other.caps.python
#                           ^^^ string.quoted.single.python - meta.template.expression.url-rule.python
 y = names.get('<b>') + "<i>" + show('/<x>')
#              ^^^^^ string.quoted.single.python - meta.template.expression.url-rule.python
#                        ^^^ - meta.template.expression.url-rule.python
#                                     ^^^ - meta.template.expression.url-rule.python
 """ @app.route('/<doc>') """  # @app.route('/<comment>')
#                ^^^^^ string.quoted.docstring.multi.python - meta.template.expression.url-rule.python
#                                            ^^^^^^^^^ comment.line.number-sign.python - meta.template.expression.url-rule.python
 @app.route('/<bad-name>/<:x>/<int:>')
#             ^^^^^^^^^^ - meta.template.expression.url-rule.python
#                        ^^^^ - meta.template.expression.url-rule.python
#                             ^^^^^^ - meta.template.expression.url-rule.python
 z = app.get(
     name) + '<a>'
#    ^^^^ meta.function-call.arguments.python
#            ^^^^^ string.quoted.single.python
