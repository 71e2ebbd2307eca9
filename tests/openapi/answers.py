"""What fake-ice answers: schemas, and the answers that many operations share."""
from shorthand import ANYTHING, NOTHING, array, closed, integer, json_content, ref, text

TIME = ref('Time')
STATES = ['Created', 'Queuing', 'Executing', 'Finished', 'Failed']
STATUS = {'type': 'string', 'enum': STATES, 'description': 'The state of the job.'}


def without(schema, *keys):
    return {key: value for key, value in schema.items() if key not in keys}


def both(*keys):
    return {'properties': dict.fromkeys(keys, ANYTHING), 'required': list(keys)}


# The keys of a job that it may be without.
REMOVABLE = {'AppId', 'AppParams', 'ProductionId', 'FolderId', 'Polls', 'Result',
             'ExecutionStartTime', 'ExecutionFinishTime', 'PolledAt'}


def or_null(schema):
    return {'anyOf': [schema, {'type': 'null'}]}


def of_fixtures(fixture):
    """The forms of fixture objects that bodies and answers have."""
    job, key, account = fixture['Job'], fixture['AccessKey'], fixture['Account']
    user = fixture['User']
    return {
        'JobBody': {**without(job, 'required'),
                    'description': 'A job as in a fixture; its JobId may be left out.'},
        'JobChanges': {
            **without(job, 'required', 'not'),
            'description': 'What is to change of a job; null takes away what it may be without.',
            'minProperties': 1,
            'properties': {name: or_null(part) if name in REMOVABLE else part
                           for name, part in job['properties'].items()},
            'not': both('Status', 'Timeline'),
        },
        'JobEnd': closed('What the job made, where its app or its fixture does not say it.',
                         {'Result': ref('Result')}),
        'JobState': {
            **without(job, 'not'),
            'description': 'A job with its state and its execution times as they are now.',
            'required': ['JobId', 'Status', 'Polls'],
            'properties': {**job['properties'], 'AppParams': text('As the service returns them.'),
                           'Status': STATUS, 'Polls': ref('PollsOfJob')},
        },
        'NewAccessKey': {
            **without(key, 'required'),
            'description': 'An access key; what it lacks is made up.',
            'not': both('AccessKeySecret', 'PublicKey'),
        },
        'NewUser': {
            **user,
            'description': 'A user; ids and secrets that it lacks are made up.',
            'required': ['UserName'],
            'properties': {**user['properties'],
                           'AccessKeys': array(ref('NewAccessKey'), 'Without it one is made up.')},
        },
        'NewAccount': {
            **without(account, 'required'),
            'description': 'An account as in a fixture; ids and secrets that it lacks are made up.',
            'properties': {**account['properties'],
                           'AccessKeys': array(ref('NewAccessKey'), 'Without it one is made up.'),
                           'Users': array(ref('NewUser'), 'RAM users.')},
        },
        'FaultList': {'type': 'array', 'items': ref('Fault'), 'description': 'Several faults.',
                      'maxItems': account['properties']['Faults']['maxItems']},
        'Faults': closed('The faults of an account, in the order in which they are asked.',
                         {'Faults': ref('FaultList')}, ['Faults']),
    }


def journal_entry(description, more=None):
    return closed(description, {
        'RequestId': text('The id in the answer.'),
        'Time': TIME,
        'Method': text('GET or POST.'),
        'Action': text('The operation.'),
        'AccountId': text('Whose key signed.'),
        'AccessKeyId': text('The key that signed.'),
        'JobId': text('The job that it was about or that it made.'),
        'JobIds': text('The jobs that a batch named, as it named them.'),
        'Step': text('The check that decided.'),
        'Status': integer('The HTTP status.'),
        'Code': text('The code of an error.'),
        'Fault': text('What a fault did to the request, in words.'),
        'Explanation': text('The likely mistake, in words.'),
        'DurationMicroseconds': integer('From the whole request to the answer.'),
        'RemoteAddress': text('Where it came from.'),
        'UserAgent': text('What sent it.'),
        **(more or {}),
    }, ['RequestId', 'Time', 'Method', 'Step', 'Status', 'DurationMicroseconds'])


HEADERS = array(ref('Header'), 'In the order of the wire.')
BODY = {'Body': text('The body, or its beginning.'),
        'BodyBytes': integer('The length of the whole body.')}

REQUEST_ID = text('The id of the request.')


def answered_job(parameters_name):
    return {
        'JobId': text('Its id.'), 'AppId': text('Its app.'),
        parameters_name: text('What it was submitted with, JSON.'), 'Status': STATUS,
        'ProductionId': text('Its production.'), 'FolderId': text('Its folder.'),
        'ExecutionStartTime': TIME, 'ExecutionFinishTime': TIME, 'Result': ref('AnsweredResult')}


SCHEMAS = {
    'Health': closed('The server is up.', {
        'Status': {'const': 'ok'}, 'Version': text('Of fake-ice.'),
        'FixturesMistake': text('Why fixtures that were read anew are not used: file, place and '
                                'reason. Those before them are.')}, ['Status', 'Version']),
    'Nothing': closed('Nothing is said but that it is done.', {}),
    'Added': closed('How much was in the document.',
                    {'Accounts': integer('How many.'), 'Jobs': integer('How many.')},
                    ['Accounts', 'Jobs']),
    'CreatedAccount': closed('The account and its first access key.', {
        'AccountId': text('Its id.'), 'AccessKeyId': text('The id of its first key.'),
        'AccessKeySecret': text('The secret of its first key, empty if that has a public key.'),
        'Users': array(ref('CreatedUser'), 'Its users, when it has any.')},
        ['AccountId']),
    'CreatedUser': closed('A user and its first access key.', {
        'UserId': text('Its id.'), 'UserName': text('Its name.'),
        'AccessKeyId': text('The id of its first key.'),
        'AccessKeySecret': text('The secret of its first key, empty if that has a public key.')},
        ['UserId', 'UserName']),
    'Accounts': closed('Accounts, by AccountId.', {
        'Accounts': array(ref('AccountSummary'), 'All of them.')}, ['Accounts']),
    'AccountSummary': closed('An account.', {
        'AccountId': text('Its id.'), 'Service': text('What it may use.'),
        'Jobs': integer('How many it has.'), 'Clock': ref('ClockState')},
        ['AccountId', 'Service', 'Jobs', 'Clock']),
    'Jobs': closed('Jobs, by JobId.', {
        'Jobs': array(ref('JobState'), 'Those that fit.')}, ['Jobs']),
    'PollsOfJob': closed('How often the job was read.', {
        'Count': integer('By any client, ever.'),
        'Times': array(TIME, 'The last ones since start, on the account\'s clock.')},
        ['Count', 'Times']),
    'PollRules': closed('What is asked of a client; what is left out is not.', {
        'MinInterval': ref('Duration'),
        'MaxPolls': integer('How many polls it may take.', minimum=0, maximum=1000000000),
        'StopsAfterFinal': {'type': 'boolean',
                            'description': 'No poll follows one that was told of a final state.'},
        'BacksOffWhenThrottled': {
            'type': 'boolean',
            'description': 'The poll after a throttled one comes no sooner than '
                           'x-acs-retry-after said or, without it, after a longer wait than '
                           'before.'}},
        **{'not': {'properties': {'MinInterval': NOTHING, 'MaxPolls': NOTHING,
                                  'StopsAfterFinal': {'const': False},
                                  'BacksOffWhenThrottled': {'const': False}}}}),
    'Poll': closed('One read of a job.', {
        'RequestId': text('Of the request.'), 'Time': TIME, 'Status': STATUS,
        'Code': text('The code of an error.'), 'Fault': text('What a fault did, in words.')},
        ['RequestId', 'Time']),
    'BrokenRule': closed('A rule, and the polls that break it.', {
        'Rule': text('Its name.'), 'Message': text('In words.'),
        'Polls': array(ref('Poll'), 'Those that break it.')}, ['Rule', 'Message', 'Polls']),
    'Verdict': closed('Whether clients polled as they should.', {
        'Passed': {'type': 'boolean', 'description': 'Whether no rule is broken.'},
        'Failures': array(ref('BrokenRule'), 'The broken rules, and those that forgotten polls may '
                                             'have broken.'),
        'Polls': integer('How many there were.'),
        'ForgottenPolls': integer('Those whose times are not known any more, if any.')},
        ['Passed', 'Failures', 'Polls']),
    'ClockState': closed('The clock of an account.', {
        'Now': TIME, 'Frozen': {'type': 'boolean', 'description': 'Whether it stands.'}},
        ['Now', 'Frozen']),
    'ClockChange': closed('What to do with the clock.', {
        'Advance': ref('Duration'), 'Set': TIME,
        'Frozen': {'type': 'boolean', 'description': 'Stop it, or let it go on.'}},
        minProperties=1, **{'not': both('Advance', 'Set')}),
    'Header': closed('A header.', {'Name': text('As sent.'), 'Value': text('As sent.')},
                     ['Name', 'Value']),
    'JournalSummary': journal_entry('A request of the emulated API.'),
    'JournalEntry': journal_entry('A request of the emulated API, with all that was sent.', {
        'Request': closed('What came; secrets are masked.', {
            'Method': text('As sent.'), 'Target': text('As sent.'), 'Headers': HEADERS, **BODY}),
        'Response': closed('What was answered.', {
            'Status': integer('The HTTP status.'), 'Headers': HEADERS, **BODY}),
        'StringToSign': text('What the signature was computed of.'),
        'CanonicalRequest': text('Of signature V3.')}),
    'Requests': closed('The journal.', {
        'Requests': array(ref('JournalSummary'), 'Newest first.')}, ['Requests']),
    'Problem': closed('One thing that is wrong with a fixture.', {
        'Place': text('A JSON pointer, or a line and column.'), 'Reason': text('In words.')},
        ['Place', 'Reason']),
    'ControlError': closed('Why nothing was done.', {
        'Error': closed('The error.', {
            'Code': text('A word for programs.'), 'Message': text('A sentence for people.'),
            'Problems': array(ref('Problem'), 'All that is wrong with a fixture.')},
            ['Code', 'Message'])}, ['Error']),
    'AnsweredOutput': closed('Something that a job made.', {
        'MediaId': text('The id of its media asset.'), 'OutputUrl': text('Where it downloads.')}),
    'AnsweredResult': closed('What a job made.', {
        kind: array(ref('AnsweredOutput'), 'In the order in which it was made.')
        for kind in ('ImageResult', 'VideoResult', 'AudioResult')}),
    'SubmittedJob': closed('A job is made.', {
        'RequestId': REQUEST_ID, 'JobId': text('The id of the job.')}, ['RequestId', 'JobId']),
    'GottenJob': closed('A job.', {'RequestId': REQUEST_ID, **answered_job('AppParams')},
                        ['RequestId', 'JobId', 'Status']),
    'BatchedJob': closed('A job of a batch.', answered_job('AppInputConfig'), ['JobId', 'Status']),
    'GottenJobs': closed('Jobs.', {
        'RequestId': REQUEST_ID, 'JobList': array(ref('BatchedJob'), 'Those that exist.')},
        ['RequestId', 'JobList']),
    'Precheck': closed('Whether the app takes the parameters.', {
        'RequestId': REQUEST_ID, 'Status': {'type': 'string', 'enum': ['Success', 'Failed'],
                                            'description': 'Failed when a parameter is.'},
        'Result': array(ref('PrecheckedParameter'), 'What the app does not take.')},
        ['RequestId', 'Status']),
    'PrecheckedParameter': closed('A parameter that the app does not take.', {
        'Key': text('Its name.'), 'ErrorCode': text('Why.')}, ['Key', 'ErrorCode']),
    'ApiError': closed('An error of the gateway or of the service.', {
        'RequestId': text('The id of the request.'), 'HostId': text('The host that was called.'),
        'Code': text('A word for programs.'), 'Message': text('A sentence for people.'),
        'Recommend': text('A page about the error.'),
        'AccessDeniedDetail': closed('Why RAM denied.', {
            name: text('As RAM says it.') for name in (
                'PolicyType', 'AuthPrincipalOwnerId', 'EncodedDiagnosticMessage',
                'AuthPrincipalType', 'AuthPrincipalDisplayName', 'NoPermissionType',
                'AuthAction')})}, ['RequestId', 'Code', 'Message']),
}


def control_error(description):
    return {'description': description, 'content': json_content(ref('ControlError'))}


def api_error(description):
    return {
        'description': description,
        'headers': {'x-fake-ice-explain': {'description': 'The likely mistake, in words.',
                                           'schema': {'type': 'string'}}},
        'content': {**json_content(ref('ApiError')), 'text/xml': {'schema': ref('ApiError')}},
    }


RESPONSES = {
    'BadRequest': control_error('The query or the body is not what this reads; nothing was done.'),
    'Unauthorized': control_error('The caller is on another machine and does not show the token '
                                  'of --control-token.'),
    'Forbidden': control_error('Host or Origin is not one that may use this API, or the caller is '
                               'on another machine and asked for secrets.'),
    'NotFound': control_error('There is no such account, job or request.'),
    'Conflict': control_error('It exists, belongs to another account, or has ended already; '
                              'nothing was done.'),
    'TooLarge': control_error('The body is larger than 8 MiB.'),
    'ClientError': api_error('The request is refused.'),
    'ServerError': api_error('A fault, or an operation that is not emulated.'),
}
