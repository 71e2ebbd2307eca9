"""The operations of fake-ice: the control API below /_fake-ice/, and the emulated ones."""
from answers import STATES
from shorthand import closed, json_content, one_of, ref, text

TAGS = [
    {'name': 'control', 'description': 'What a test asks of fake-ice itself: no signature.'},
    {'name': 'emulated', 'description': 'What Alibaba Cloud ICE answers.'},
]

SECURITY_SCHEMES = {
    'V3': {'type': 'apiKey', 'in': 'header', 'name': 'Authorization',
           'description': 'ACS3-HMAC-SHA256 Credential=…,SignedHeaders=…,Signature=…, with the '
                          'headers x-acs-date and x-acs-signature-nonce.'},
    'V1': {'type': 'apiKey', 'in': 'query', 'name': 'Signature',
           'description': 'With the parameters AccessKeyId, SignatureMethod, SignatureVersion, '
                          'SignatureNonce and Timestamp, in the query or in a form body.'},
}


def parameter(place, name, description, schema, **more):
    return {'name': name, 'in': place, 'description': description, 'schema': schema, **more}


def query(name, description, schema=None, **more):
    return parameter('query', name, description, schema or {'type': 'string'}, **more)


NAME = {'type': 'string', 'minLength': 1}

VERSIONS = ['2020-11-09', '2026-03-19']
# In any case, and empty as if it were not there; generators of clients want names.
FORMATS = ['JSON', 'XML', '']

PARAMETERS = {
    'AccountId': parameter('path', 'AccountId', 'The account.', NAME, required=True),
    'JobId': parameter('path', 'JobId', 'The job.', NAME, required=True),
    'RequestId': parameter('path', 'RequestId', 'The request.', NAME, required=True),
    'Limit': query('Limit', 'How many at the most.',
                   {'type': 'integer', 'minimum': 1, 'maximum': 1000, 'default': 100}),
    'Format': query('Format', 'Of the answer.', one_of(FORMATS)),
}


def use(name):
    return {'$ref': f'#/components/parameters/{name}'}


def answer(name):
    return {'$ref': f'#/components/responses/{name}'}


def control(operation_id, summary, result, *, parameters=(), body=None, needs_body=True,
            status='200', errors=(), description=None):
    """An operation of the control API. `result` is a schema's name, or a content."""
    content = json_content(ref(result)) if isinstance(result, str) else result
    responses = {status: {'description': 'Done.', 'content': content},
                 '400': answer('BadRequest'), '401': answer('Unauthorized'),
                 '403': answer('Forbidden')}
    for code, name in (('404', 'NotFound'), ('409', 'Conflict')):
        if name in errors:
            responses[code] = answer(name)
    # Any request may have a body, though most operations want none.
    responses['413'] = answer('TooLarge')
    operation = {'operationId': operation_id, 'summary': summary,
                 'description': description or f'{summary}.', 'tags': ['control'], 'security': []}
    if parameters:
        operation['parameters'] = list(parameters)
    if body:
        operation['requestBody'] = {'required': needs_body, 'content': json_content(body)}
    operation['responses'] = responses
    return operation


def control_paths():
    account, job = '/_fake-ice/accounts/{AccountId}', '/_fake-ice/accounts/{AccountId}/jobs/{JobId}'
    of_account, of_job = [use('AccountId')], [use('AccountId'), use('JobId')]
    any_object = json_content({'type': 'object', 'additionalProperties': True})
    return {
        '/_fake-ice/health': {'get': control('health', 'Whether the server answers', 'Health')},
        '/_fake-ice/openapi.json': {'get': control('openapi', 'This document', any_object)},
        '/_fake-ice/fixture.schema.json': {'get': control(
            'fixtureSchema', 'The JSON Schema of fixtures',
            {'application/schema+json': any_object['application/json']})},
        '/_fake-ice/ca.pem': {'get': control(
            'caCertificate', 'The certificate authority that clients of HTTPS are to trust',
            {'application/x-pem-file': {'schema': {'type': 'string'}}}, errors=['NotFound'])},
        '/_fake-ice/metrics': {'get': control(
            'metrics', 'Counts for Prometheus', {'text/plain': {'schema': {'type': 'string'}}})},
        '/_fake-ice/fixtures': {
            'get': control('readFixtures', 'Everything that the store holds, as one fixture',
                           'Fixture', parameters=[query(
                               'Secrets', 'With secrets, so that the document loads again to the '
                               'same state.', one_of(['true', 'false']))]),
            'post': control('addFixtures', 'Add or replace what a fixture says, all or nothing',
                            'Added', body=ref('Fixture'), errors=['Conflict']),
        },
        '/_fake-ice/reset': {'post': control(
            'reset', 'Go back to the state after start, journal included', 'Nothing',
            parameters=[query('AccountId', 'Only this account; one that was created later goes '
                              'back to its creation.', NAME)], errors=['NotFound'])},
        '/_fake-ice/accounts': {
            'get': control('listAccounts', 'Every account, by its id', 'Accounts'),
            'post': control(
                'createAccount', 'Create an isolated account', 'CreatedAccount', status='201',
                body=ref('NewAccount'), needs_body=False, errors=['Conflict']),
        },
        account: {'delete': control(
            'deleteAccount', 'Remove an account with everything that belongs to it', 'Nothing',
            parameters=of_account, errors=['NotFound'])},
        f'{account}/jobs': {'get': control(
            'listJobs', 'The account\'s jobs, by JobId', 'Jobs',
            parameters=[*of_account, query('Status', 'In this state.', one_of(STATES)),
                        use('Limit'), query('After', 'A JobId: only those after it.')],
            errors=['NotFound'])},
        job: {
            'get': control('readJob', 'One job with its timeline, its state now and how often '
                           'clients read it', 'JobState', parameters=of_job, errors=['NotFound']),
            'put': control('putJob', 'Set or replace a job', 'JobState', parameters=of_job,
                           body=ref('JobBody'), errors=['NotFound', 'Conflict']),
            'patch': control('patchJob', 'Change what the body names of a job, and nothing else',
                             'JobState', parameters=of_job, body=ref('JobChanges'),
                             errors=['NotFound']),
            'delete': control('deleteJob', 'Remove a job and what is known of its polls',
                              'Nothing', parameters=of_job, errors=['NotFound']),
        },
        **{f'{job}/{end}': {'post': control(
            f'{end}Job', f'Let a job become {state} now; what was submitted stays', 'JobState',
            parameters=of_job, body=ref('JobEnd'), needs_body=False,
            errors=['NotFound', 'Conflict'])}
            for end, state in (('finish', 'Finished'), ('fail', 'Failed'))},
        f'{job}/verify': {'post': control(
            'verifyPolls', 'Whether clients polled a job as they should', 'Verdict',
            parameters=of_job, body=ref('PollRules'), errors=['NotFound'])},
        f'{account}/faults': {
            'get': control('readFaults', 'The account\'s faults', 'Faults', parameters=of_account,
                           errors=['NotFound']),
            'post': control(
                'addFaults', 'Add faults: one, a list, or what GET answers', 'Faults',
                status='201', parameters=of_account,
                body={'oneOf': [ref('Fault'), ref('FaultList'), ref('Faults')]},
                errors=['NotFound']),
            'delete': control('deleteFaults', 'Remove all faults of the account', 'Nothing',
                              parameters=of_account, errors=['NotFound']),
        },
        f'{account}/clock': {
            'get': control('readClock', 'The account\'s clock', 'ClockState',
                           parameters=of_account, errors=['NotFound']),
            'post': control('changeClock', 'Move the clock, or stop it', 'ClockState',
                            parameters=of_account, body=ref('ClockChange'), errors=['NotFound']),
        },
        '/_fake-ice/requests': {
            'get': control('readJournal', 'The journal, newest first', 'Requests', parameters=[
                query('AccountId', 'Of this account.', NAME),
                query('Action', 'For this operation.', NAME),
                query('JobId', 'About this job.', NAME),
                query('Code', 'With this error code.', NAME),
                use('Limit'), query('Before', 'A RequestId: only older ones.'),
                query('After', 'A RequestId: only newer ones.'),
                query('Wait', 'How long to wait, when there are none, until there is one: a '
                      'duration, 60s at the most. Not beside Before, as older ones do not come.')],
                errors=['NotFound']),
            'delete': control('clearJournal', 'Forget the requests', 'Nothing', parameters=[
                query('AccountId', 'Those of this account.', NAME)], errors=['NotFound']),
        },
        '/_fake-ice/requests/{RequestId}': {'get': control(
            'readJournalEntry', 'One request, with all that was sent', 'JournalEntry',
            parameters=[use('RequestId')], errors=['NotFound'])},
    }


# Every operation of an RPC API has the path /: its name is a parameter.
ACTIONS = ['GetYikeAIAppJob', 'BatchGetYikeAIAppJob', 'SubmitYikeAIAppJob', 'PrecheckYikeAIAppJob']
RESULTS = {'anyOf': [ref(name) for name in ('GottenJob', 'GottenJobs', 'SubmittedJob', 'Precheck')],
           'description': 'What the operation answers, in the order of the names of Action.'}
OF_OPERATIONS = {
    'JobId': 'GetYikeAIAppJob: the job.',
    'JobIds': 'BatchGetYikeAIAppJob: the jobs, separated by commas.',
    'AppId': 'SubmitYikeAIAppJob and PrecheckYikeAIAppJob: the app.',
    'AppParams': 'SubmitYikeAIAppJob and PrecheckYikeAIAppJob: what the app needs, JSON.',
    'ProductionId': 'SubmitYikeAIAppJob: the production that outputs belong to.',
    'FolderId': 'SubmitYikeAIAppJob: the folder that outputs are put into.',
}


def emulated(method):
    by_get = method == 'get'
    action = query('Action', 'The operation. With signature V3 also as x-acs-action.',
                   one_of(ACTIONS), required=by_get)
    version = query('Version', 'Of the API. With signature V3 also as x-acs-version.',
                    one_of(VERSIONS), required=by_get)
    operation = {
        'operationId': 'callByGet' if by_get else 'call',
        'summary': 'An emulated operation: Get, BatchGet, Submit or PrecheckYikeAIAppJob',
        'description': 'Parameters stand in the query' + (
            '.' if by_get else ' or in a form body; Action and Version in one of them.'),
        'tags': ['emulated'],
        'security': [{'V3': []}, {'V1': []}],
        'parameters': [action, version, use('Format'),
                       *(query(name, words) for name, words in OF_OPERATIONS.items())],
    }
    if not by_get:
        operation['requestBody'] = {'required': False, 'content': {
            'application/x-www-form-urlencoded': {'schema': ref('ApiParameters')}}}
    operation['responses'] = {
        '200': {'description': 'Done.', 'content': {
            **json_content(RESULTS), 'text/xml': {'schema': RESULTS}}},
        '4XX': answer('ClientError'), '5XX': answer('ServerError')}
    return operation


SCHEMAS = {'ApiParameters': closed('Parameters of an emulated operation, and of signature V1.', {
    'Action': one_of(ACTIONS), 'Version': one_of(VERSIONS), 'Format': one_of(FORMATS),
    **{name: text(words) for name, words in OF_OPERATIONS.items()}})}
SCHEMAS['ApiParameters']['additionalProperties'] = {'type': 'string'}


def paths():
    return {'/': {method: emulated(method) for method in ('get', 'post')}, **control_paths()}
