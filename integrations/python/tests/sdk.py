"""The official SDK on an account: the client that all typed ones are made of, which takes less
time to import."""

import json

from alibabacloud_tea_openapi.client import Client
from alibabacloud_tea_openapi.models import Config, OpenApiRequest, Params
from darabonba.runtime import RuntimeOptions

APP = "app_stylized_generate_image"


def client_of(account, **settings):
    return Client(Config(**{**account.sdk_config(), **settings}))


def call(client, action, **query):
    params = Params(action=action, version="2020-11-09", protocol="HTTP", pathname="/",
                    method="POST", auth_type="AK", style="RPC", req_body_type="formData",
                    body_type="json")
    return client.call_api(params, OpenApiRequest(query=query), RuntimeOptions())["body"]


def submit(client):
    params = json.dumps({"Extra.4.Prompt": "a boat"})
    return call(client, "SubmitYikeAIAppJob", AppId=APP, AppParams=params)["JobId"]


def get(client, job_id):
    return call(client, "GetYikeAIAppJob", JobId=job_id)
