"""Short forms for JSON Schema, as OpenAPI 3.1 uses it."""

# Not true and false: openapi-python-client does not know those as schemas.
ANYTHING = {}
NOTHING = {'not': {}}


def ref(name):
    return {'$ref': f'#/components/schemas/{name}'}


def text(description, **more):
    return {'type': 'string', 'description': description, **more}


def integer(description, **more):
    return {'type': 'integer', 'description': description, **more}


def array(items, description, **more):
    return {'type': 'array', 'description': description, 'items': items, **more}


def closed(description, properties, required=(), **more):
    """An object that has these properties and no others."""
    schema = {'type': 'object', 'description': description, 'additionalProperties': False,
              'properties': properties, **more}
    if required:
        schema['required'] = list(required)
    return schema


def one_of(names):
    return {'type': 'string', 'enum': names}


def json_content(schema):
    return {'application/json': {'schema': schema}}
