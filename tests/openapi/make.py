#!/usr/bin/env python3
"""Writes schema/openapi.json: the routes of operations.py, the answers of answers.py, and what a
fixture may say, taken from schema/fixture.schema.json.

Usage: tests/openapi/make.py [--check]
"""
import json
import pathlib
import sys

import answers
import operations
from shorthand import ANYTHING, NOTHING

SCHEMAS = pathlib.Path(__file__).resolve().parents[2] / 'schema'
TARGET = SCHEMAS / 'openapi.json'

# Words of editors, and `default`: generators of clients would send what was left out.
LEFT_OUT = {'errorMessage', 'patternErrorMessage', 'allowComments', 'default', '$schema', '$id'}

BOOLEAN = {True: ANYTHING, False: NOTHING}


def adapted(schema):
    """A part of the fixture schema as OpenAPI 3.1 has it."""
    if isinstance(schema, list):
        return [adapted(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    part = {}
    for key, value in schema.items():
        if key == '$ref':
            part[key] = value.replace('#/definitions/', '#/components/schemas/')
        elif key == 'allOf':  # generators of clients take allOf for inheritance, and `not` for none
            rules = [rule['not'] for rule in value]
            part['not'] = adapted(rules[0] if len(rules) == 1 else {'anyOf': rules})
        elif key in ('properties', 'definitions'):
            part[key] = {name: BOOLEAN[child] if isinstance(child, bool) else adapted(child)
                         for name, child in value.items()}
        elif key not in LEFT_OUT:
            part[key] = adapted(value)
    return part


def fixture_schemas():
    fixture = adapted(json.loads((SCHEMAS / 'fixture.schema.json').read_text()))
    schemas = fixture.pop('definitions')
    schemas['Fixture'] = {**fixture, 'properties': {
        **fixture['properties'], '$schema': {'type': 'string', 'description': 'For editors.'}}}
    return schemas


def document():
    fixture = fixture_schemas()
    return {
        'openapi': '3.1.0',
        'info': {
            'title': 'fake-ice',
            'summary': 'The control API and the emulated operations',
            'description': 'fake-ice emulates the Yike AI App jobs of Alibaba Cloud ICE. '
                           'tests/openapi/make.py writes this.',
            'version': '0.1.0',
            'contact': {'name': 'fake-ice'},
            'license': {'name': 'MIT', 'identifier': 'MIT'},
        },
        'servers': [{'url': 'http://127.0.0.1:20201', 'description': 'Where fake-ice listens.'}],
        'tags': operations.TAGS,
        'paths': operations.paths(),
        'components': {
            'securitySchemes': operations.SECURITY_SCHEMES,
            'parameters': operations.PARAMETERS,
            'responses': answers.RESPONSES,
            'schemas': {**fixture, **answers.of_fixtures(fixture), **answers.SCHEMAS,
                        **operations.SCHEMAS},
        },
    }


def main():
    text = json.dumps(document(), indent=2, ensure_ascii=False) + '\n'
    if '--check' in sys.argv[1:]:
        if TARGET.read_text() != text:
            sys.exit('schema/openapi.json is not what tests/openapi/make.py writes; run it')
        return
    TARGET.write_text(text)


if __name__ == '__main__':
    main()
