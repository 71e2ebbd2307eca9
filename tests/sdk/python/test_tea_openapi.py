"""alibabacloud-tea-openapi: generic calls, synchronous and asynchronous, every signature."""

from cases import case_of
from clients import OpenApi, OpenApiAsync, variant

V2_MODE = {"algorithm": "v2", "protocol": "V1"}
# This package computes SM3 in Python alone, which takes it seconds for a MiB.
SM3 = {"algorithm": "ACS3-HMAC-SM3", "takes_big_form": False}
GET = {"method": "GET", "takes_form": False, "takes_big_form": False}

Sync = case_of(OpenApi)
SyncGet = case_of(variant("OpenApiGet", OpenApi, **GET))
SyncSm3 = case_of(variant("OpenApiSm3", OpenApi, **SM3))
SyncV2Mode = case_of(variant("OpenApiV2Mode", OpenApi, **V2_MODE))
Async = case_of(OpenApiAsync)
AsyncSm3 = case_of(variant("OpenApiAsyncSm3", OpenApiAsync, **SM3))
AsyncV2Mode = case_of(variant("OpenApiAsyncV2Mode", OpenApiAsync, **V2_MODE))
