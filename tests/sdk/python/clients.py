"""One shape for every official Python client, so that all of them meet the same expectations.

A client is made for a port, credentials and settings of the SDK. call(Request) gives an Answer or
raises the SDK's own exception, which read() turns into a Refusal; error_for() predicts its class,
wording() its message.
"""

import asyncio
import concurrent.futures
import contextlib
import dataclasses
import json
import logging
import os
from unittest import mock

from alibabacloud_ice20201109 import models as ice_models
from alibabacloud_ice20201109.client import Client as IceClient
from alibabacloud_tea_openapi import exceptions as openapi_exceptions
from alibabacloud_tea_openapi import utils_models
from alibabacloud_tea_openapi.client import Client as OpenApiClient
from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkcore.auth.algorithm import sha_hmac256
from aliyunsdkcore.auth.credentials import AccessKeyCredential, StsTokenCredential
from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.request import CommonRequest, RpcRequest
from aliyunsdkcore.utils import parameter_helper
from darabonba.runtime import ExtendsParameters, RuntimeOptions

# The legacy client logs every refusal as an error, and refusals are what is tested here.
logging.getLogger("aliyunsdkcore").setLevel(logging.CRITICAL)
# It also prefers a key of the developer's own to the credentials that it is given.
os.environ.pop("ALIYUN_ACCESS_KEY_ID", None)


@dataclasses.dataclass
class Request:
    action: str
    version: str
    query: dict = dataclasses.field(default_factory=dict)
    form: dict | None = None
    timestamp: str | None = None
    nonce: str | None = None


@dataclasses.dataclass
class Answer:
    body: dict
    status: int | None = None  # None where the SDK does not say
    headers: dict | None = None


@dataclasses.dataclass
class Refusal:
    code: str
    http_status: int
    message: str
    request_id: str
    data: dict | None = None  # the whole error body, where the SDK keeps it
    access_denied: dict | None = None
    retry_after: int | None = None


def without_unset(values):
    return {name: value for name, value in values.items() if value is not None}


class OpenApi:
    """alibabacloud-tea-openapi with generic requests, as its documentation shows them."""

    error = openapi_exceptions.AlibabaCloudException
    package = "alibabacloud-tea-openapi"
    protocol = "V3"
    method = "POST"
    algorithm = None
    generic = True
    takes_form = True
    takes_big_form = True
    keeps_connections = True
    accepts_gzip = False
    takes_bearer = True
    retries = True
    client_class = OpenApiClient

    def __init__(self, port, credentials, **settings):
        self.client = self.client_class(utils_models.Config(
            access_key_id=credentials.get("AccessKeyId"),
            access_key_secret=credentials.get("AccessKeySecret"),
            security_token=credentials.get("SecurityToken"),
            bearer_token=credentials.get("BearerToken"),
            endpoint=f"127.0.0.1:{port}", signature_algorithm=self.algorithm,
            **{"protocol": "HTTP", **settings}))

    def _arguments(self, request):
        params = utils_models.Params(
            action=request.action, version=request.version, protocol="HTTPS", pathname="/",
            method=self.method, auth_type="AK", style="RPC", req_body_type="formData",
            body_type="json")
        query, headers = request.query, {}
        if self.protocol == "V1":
            query = {**query, **without_unset(
                {"Timestamp": request.timestamp, "SignatureNonce": request.nonce})}
        else:
            headers = self._own_headers(request)
        return params, utils_models.OpenApiRequest(
            query=query, headers=headers, body=request.form), RuntimeOptions()

    @staticmethod
    def _own_headers(request):
        return without_unset(
            {"x-acs-date": request.timestamp, "x-acs-signature-nonce": request.nonce})

    def call(self, request):
        answer = self.client.call_api(*self._arguments(request))
        return Answer(answer["body"], answer["statusCode"], answer["headers"])

    def call_all(self, requests):
        with concurrent.futures.ThreadPoolExecutor(len(requests)) as pool:
            return list(pool.map(self.call, requests))

    @staticmethod
    def read(error):
        return Refusal(error.code, error.status_code, error.data["Message"], error.request_id,
                       error.data, getattr(error, "access_denied_detail", None), error.retry_after)

    @staticmethod
    def error_for(refusal):
        if refusal.retry_after is not None:  # whatever the code: the header counts
            return openapi_exceptions.ThrottlingException
        if refusal.http_status < 500:
            return openapi_exceptions.ClientException
        return openapi_exceptions.ServerException

    @staticmethod
    def wording(refusal):
        return f"code: {refusal.http_status}, {refusal.message} request id: {refusal.request_id}"


class OpenApiAsync(OpenApi):
    """The same with the client's asynchronous calls, which make a session for each call."""

    package = "alibabacloud-tea-openapi async"
    keeps_connections = False
    accepts_gzip = True

    async def _call(self, request):
        answer = await self.client.call_api_async(*self._arguments(request))
        return Answer(answer["body"], answer["statusCode"], answer["headers"])

    def call(self, request):
        return asyncio.run(self._call(request))

    def call_all(self, requests):
        async def gather():
            return await asyncio.gather(*map(self._call, requests))

        return asyncio.run(gather())


class Ice(OpenApi):
    """alibabacloud-ice20201109: its own request and response models, one version, no form."""

    generic = False
    takes_form = False
    takes_big_form = False
    client_class = IceClient

    def _arguments(self, request):
        query = dict(request.query)
        model = ice_models.GetYikeAIAppJobRequest(job_id=query.pop("JobId", None))
        extra = ExtendsParameters(headers=self._own_headers(request), queries=query)
        return model, RuntimeOptions(extends_parameters=extra)

    def call(self, request):
        response = self.client.get_yike_aiapp_job_with_options(*self._arguments(request))
        return Answer(response.body.to_map(), response.status_code, response.headers)


class IceAsync(Ice):
    package = OpenApiAsync.package
    keeps_connections = False
    accepts_gzip = True
    call_all = OpenApiAsync.call_all

    async def _call(self, request):
        response = await self.client.get_yike_aiapp_job_with_options_async(
            *self._arguments(request))
        return Answer(response.body.to_map(), response.status_code, response.headers)

    def call(self, request):
        return asyncio.run(self._call(request))


class Legacy:
    """aliyun-python-sdk-core with CommonRequest. It gives its caller the text of any answer with
    status 200, so that it is the caller who finds out that this is no JSON."""

    error = ServerException
    package = "aliyun-python-sdk-core"
    protocol = "V1"
    method = "GET"
    generic = True
    takes_form = False
    takes_big_form = False
    keeps_connections = True
    accepts_gzip = False
    takes_bearer = False
    retries = False
    call_all = OpenApi.call_all

    def __init__(self, port, credentials, read_timeout=None, **settings):
        key = (credentials["AccessKeyId"], credentials["AccessKeySecret"])
        token = credentials.get("SecurityToken")
        credential = StsTokenCredential(*key, token) if token else AccessKeyCredential(*key)
        self.client = AcsClient(region_id="cn-shanghai", credential=credential, port=port,
                                timeout=read_timeout and read_timeout / 1000, **settings)

    def _new_request(self, request):
        return CommonRequest("127.0.0.1", request.version, request.action)

    def call(self, request):
        own = self._new_request(request)
        own.set_protocol_type("http")
        own.set_method(self.method)
        for name, value in request.query.items():
            own.add_query_param(name, value)
        for name, value in (request.form or {}).items():
            own.add_body_params(name, value)
        with self._clock_and_nonce(request):
            return Answer(json.loads(self.client.do_action_with_exception(own)))

    @staticmethod
    @contextlib.contextmanager
    def _clock_and_nonce(request):
        """This client has no setting for either, so that its helpers stand in."""
        with contextlib.ExitStack() as patches:
            for helper, value in (("get_iso_8061_date", request.timestamp),
                                  ("get_uuid", request.nonce)):
                if value is not None:
                    patches.enter_context(
                        mock.patch.object(parameter_helper, helper, return_value=value))
            yield

    @staticmethod
    def read(error):
        return Refusal(error.get_error_code(), error.get_http_status(), error.get_error_msg(),
                       error.get_request_id())

    @staticmethod
    def error_for(_):
        return ServerException

    @staticmethod
    def wording(refusal):
        return (f"HTTP Status: {refusal.http_status} Error:{refusal.code} {refusal.message} "
                f"RequestID: {refusal.request_id}")


class LegacyKeyPair(Legacy):
    """The same with a private key, as this SDK itself asks STS for the session of a key pair."""

    def _new_request(self, request):
        own = RpcRequest("ICE", request.version, request.action, signer=sha_hmac256)
        own.set_endpoint("127.0.0.1")
        return own


def variant(name, base, **settings):
    """A client class that differs from another in a few settings."""
    return type(name, (base,), settings)
