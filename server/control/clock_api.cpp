// /_fake-ice/accounts/{AccountId}/clock: reading and moving an account's clock.
#include <nlohmann/json.hpp>

#include <array>

#include "base/time_text.h"
#include "control/body_keys.h"
#include "control/control.h"
#include "control/reply.h"
#include "fixtures/json_text.h"

namespace fake_ice::control {
namespace {

using Json = nlohmann::ordered_json;

/// What a request asks of a clock. At most one of advance and set is there.
struct Change {
  std::optional<std::chrono::milliseconds> advance;
  std::optional<base::Moment> set;
  std::optional<bool> frozen;
};

constexpr const char* kExpected =
    R"(Expected {"Advance":"10s"}, {"Set":"2026-02-06T18:53:34.001+08:00"} or {"Frozen":true}.)";

constexpr std::array kKeys{
    BodyKey{"Advance", R"(a duration such as "10s")"},
    BodyKey{"Set", R"(a time such as "2026-02-06T18:53:34.001+08:00")"},
    BodyKey{"Frozen", "true or false"},
};

/// Notes what one key asks for; returns what is wrong with it, or an empty text.
std::string ReadKey(const std::string& key, const nlohmann::ordered_json& value, Change& change) {
  if (key == "Advance" && value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    change.advance = base::ParseDuration(text);
    return change.advance ? "" : WrongDuration(key, text);
  }
  if (key == "Set" && value.is_string()) {
    change.set = base::ParseIsoTime(value.get<std::string>());
    if (!change.set) return "Set is no time with an offset";
    return base::IsInRange(*change.set) ? "" : "Set is not " + std::string(base::kRangeOfMoments);
  }
  if (key == "Frozen" && value.is_boolean()) {
    change.frozen = value.get<bool>();
    return {};
  }
  return WrongKey(key, kKeys);
}

/// The change that a body asks for; the error is in sentences.
base::Expected<Change, std::string> ReadChange(const std::string& body) {
  const auto fail = [](const std::string& what) {
    return base::Unexpected<std::string>(Refusal(what, kExpected));
  };
  const auto json = fixtures::ParseJsonText(body);
  if (!json) return fail(fixtures::ToLine(json.error().front()));
  if (!json->is_object() || json->empty()) return fail("the body changes nothing");
  Change change;
  for (const auto& [key, value] : json->items()) {
    if (const std::string wrong = ReadKey(key, value, change); !wrong.empty()) return fail(wrong);
  }
  if (change.advance && change.set) return fail("Advance and Set exclude each other");
  return change;
}

/// The clock after a change; nothing when it would leave the range of moments.
std::optional<store::AccountClock> Changed(const store::AccountClock& clock, const Change& change,
                                           base::Moment real) {
  base::Moment now = clock.Now(real);
  if (change.advance) now += *change.advance;
  if (change.set) now = *change.set;
  if (!base::IsInRange(now)) return std::nullopt;
  const bool frozen = change.frozen.value_or(clock.frozen_at.has_value());
  if (frozen) return store::AccountClock{.offset = now - real, .frozen_at = now};
  return store::AccountClock{.offset = now - real};
}

base::HttpResponse Show(const store::AccountClock& clock, base::Moment real) {
  return Reply(200, {{"Now", base::FormatJobTime(clock.Now(real))},
                     {"Frozen", clock.frozen_at.has_value()}});
}

}  // namespace

base::HttpResponse Control::ReadClock(const ControlRequest& request) {
  const std::string& account_id = request.path.at(1);
  const auto account = services_.store.FindAccount(account_id);
  if (!account) return NoSuchAccount(account_id);
  return Show(account->clock, services_.clock.Now());
}

base::HttpResponse Control::ChangeClock(const ControlRequest& request) {
  const std::string& account_id = request.path.at(1);
  const auto change = ReadChange(request.body);
  if (!change) return ReplyError(400, "InvalidClock", change.error());
  const base::Moment real = services_.clock.Now();
  bool possible = true;
  const auto clock =
      services_.store.ChangeClock(account_id, real, [&](const store::AccountClock& before) {
        const auto after = Changed(before, *change, real);
        possible = after.has_value();
        return after.value_or(before);
      });
  if (!clock) return NoSuchAccount(account_id);
  if (!possible) {
    return ReplyError(400, "InvalidClock",
                      "Advance would move the clock past " +
                          base::FormatJobTime(base::kLastMoment) + "; nothing was changed.");
  }
  return Show(*clock, real);
}

}  // namespace fake_ice::control
