"""The operations of fake-ice: the control API below /_fake-ice/, and the emulated ones."""
from answers import STATES
from shorthand import closed, json_content, one_of, ref, text

TAGS = [
    {'name': 'control', 'description': 'What a test asks of fake-ice itself: no signature.'},
    {'name': 'emulated', 'description': 'What Alibaba Cloud ICE answers. Every operation of an RPC '
                                        'API has the path /; the fragment, which no client '
                                        'sends, tells them apart here.'},
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

PARAMETERS = {
    'AccountId': parameter('path', 'AccountId', 'The account.', NAME, required=True),
    'JobId': parameter('path', 'JobId', 'The job.', NAME, required=True),
    'RequestId': parameter('path', 'RequestId', 'The request.', NAME, required=True),
    'Limit': query('Limit', 'How many at the most.',
                   {'type': 'integer', 'minimum': 1, 'maximum': 1000, 'default': 100}),
    'Version': query('Version', 'Of the API. With signature V3 also as x-acs-version.',
                     one_of(['2020-11-09', '2026-03-19']), required=True),
    'Format': query('Format', 'Of the answer.', one_of(['JSON', 'XML'])),
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
                 '400': answer('BadRequest'), '403': answer('Forbidden')}
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
        '/_fake-ice/': {'get': control('index', 'What answers here', 'Index')},
        '/_fake-ice/health': {'get': control('health', 'Whether the server answers', 'Health')},
        '/_fake-ice/openapi.json': {'get': control('openapi', 'This document', any_object)},
        '/_fake-ice/fixture.schema.json': {'get': control(
            'fixtureSchema', 'The JSON Schema of fixtures',
            {'application/schema+json': any_object['application/json']})},
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
                query('After', 'A RequestId: only newer ones.')],
                errors=['NotFound']),
            'delete': control('clearJournal', 'Forget the requests', 'Nothing', parameters=[
                query('AccountId', 'Those of this account.', NAME)], errors=['NotFound']),
        },
        '/_fake-ice/requests/{RequestId}': {'get': control(
            'readJournalEntry', 'One request, with all that was sent', 'JournalEntry',
            parameters=[use('RequestId')], errors=['NotFound'])},
    }


# Of each emulated operation: what it does, its parameters, and what it answers.
EMULATED = {
    'GetYikeAIAppJob': ('The state and the results of one job', {'JobId': 'The job.'}, 'GottenJob'),
    'BatchGetYikeAIAppJob': ('The state and the results of several jobs',
                             {'JobIds': 'The jobs, separated by commas.'}, 'GottenJobs'),
    'SubmitYikeAIAppJob': (
        'Submit a job',
        {'AppId': 'The app.', 'AppParams': 'JSON: what the app needs.',
         'ProductionId': 'The production that outputs belong to.',
         'FolderId': 'The folder that outputs are put into.'}, 'SubmittedJob'),
    'PrecheckYikeAIAppJob': ('Whether a job could be submitted',
                             {'AppId': 'The app.', 'AppParams': 'JSON: what the app needs.'},
                             'Precheck'),
}


def emulated(action, method):
    summary, parameters, result = EMULATED[action]
    operation = {
        'operationId': action if method == 'post' else f'{action}ByGet',
        'summary': f'{summary} (emulated API)',
        'description': f'{summary}. Parameters may stand in the query or, with POST, in a form '
                       'body. With signature V3 the operation may be named by the header '
                       'x-acs-action instead.',
        'tags': ['emulated'],
        'security': [{'V3': []}, {'V1': []}],
        'parameters': [
            query('Action', 'The operation.', one_of([action]), required=True),
            use('Version'), use('Format'),
            *(query(name, description) for name, description in parameters.items())],
    }
    if method == 'post':
        form = closed('Parameters of the operation.',
                      {name: text(description) for name, description in parameters.items()})
        operation['requestBody'] = {
            'required': False,
            'content': {'application/x-www-form-urlencoded': {
                'schema': {**form, 'additionalProperties': {'type': 'string'}}}}}
    operation['responses'] = {
        '200': {'description': 'Done.', 'content': {
            **json_content(ref(result)), 'text/xml': {'schema': ref(result)}}},
        '4XX': answer('ClientError'), '5XX': answer('ServerError')}
    return operation


def paths():
    return {
        **{f'/#{action}': {method: emulated(action, method) for method in ('get', 'post')}
           for action in EMULATED},
        **control_paths(),
    }
