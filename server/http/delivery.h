#pragma once

#include "http/message_layer.h"

namespace fake_ice::http {

/// Takes from `answer` what its delivery keeps from the client.
void KeepBack(Answer& answer);

}  // namespace fake_ice::http
