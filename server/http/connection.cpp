#include "http/connection.h"

#include <new>
#include <string>
#include <utility>

#include "http/delivery.h"

namespace fake_ice::http {
namespace {

using std::chrono::steady_clock;
using Input = BufferedSocket::Input;

constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

std::string AtMost(std::size_t bytes) {
  return std::to_string(bytes) + " bytes at the most";
}

std::size_t SizeOf(const base::HttpRequest& request) {
  return request.target.size() + request.body.size() + request.headers.Packed().size();
}

}  // namespace

Connection::Connection(int descriptor, const TlsContext* tls, MessageLayer& messages,
                       const Limits& limits)
    : messages_(messages), limits_(limits), socket_(descriptor, tls) {
  Enter(Phase::kIdle, limits_.idle_time);
}

bool Connection::Advance() {
  socket_.ExpectInput();
  switch (phase_) {
    case Phase::kIdle:
    case Phase::kHandshake:
    case Phase::kHead:
    case Phase::kBody:
      return Read();
    case Phase::kDelayed:
      // A client that has closed its side waits no longer.
      return !socket_.HasEnded() || EndDelay();
    case Phase::kSending:
      return SendOn();
    case Phase::kStalled:
    case Phase::kLingering:
      return socket_.DropInput();
  }
  return false;
}

bool Connection::Expire() {
  if (steady_clock::now() < deadline_) return true;
  switch (phase_) {
    case Phase::kDelayed:
      return waiting_ ? HandleAgain() : StartSending();
    case Phase::kBody:
      return Refuse(Refusal::kMalformed, "the body stopped coming");
    case Phase::kSending: {
      // No event tells of what the client has taken until that is a good part of what the system
      // holds for it.
      const Time passed = deadline_;
      return SendOn() && deadline_ > passed;
    }
    default:
      return false;
  }
}

bool Connection::Shed() {
  if (HeldBytes() == 0) return true;
  if (phase_ != Phase::kHead && phase_ != Phase::kBody) return false;
  return Refuse(Refusal::kUnavailable, "unfinished requests take up too much memory");
}

bool Connection::Refuse(Refusal refusal, std::string_view reason) {
  if (phase_ != Phase::kBody) {
    request_ = GuessRequestLine(socket_.Unused());
    request_.remote_address = socket_.RemoteAddress();
    request_.secure = socket_.IsTls();
  }
  socket_.DropReceived();
  then_ = Then::kLinger;
  Write(messages_.Refuse(TakeRequest(), refusal, reason));
  return StartSending();
}

bool Connection::HasMoreToDo() const {
  switch (phase_) {
    case Phase::kDelayed:
    case Phase::kSending:
      return false;
    default:
      return socket_.MayHaveInput();
  }
}

bool Connection::IsInFlight() const {
  return phase_ == Phase::kBody || phase_ == Phase::kSending || phase_ == Phase::kLingering;
}

bool Connection::Read() {
  const Input input = socket_.Receive(kMaxHeadBytes);
  const bool ended = input == Input::kEnd;
  if (ended && socket_.HasTlsFailed()) return Linger();
  if (phase_ == Phase::kIdle && socket_.IsHandshaking()) {
    Enter(Phase::kHandshake, limits_.head_time);
  } else if (phase_ == Phase::kHandshake && !socket_.IsHandshaking()) {
    Enter(Phase::kIdle, limits_.idle_time);
  }
  if (phase_ == Phase::kHandshake) return !ended;
  if (phase_ != Phase::kBody) return ReadHead(ended);
  if (input == Input::kSome) Enter(Phase::kBody, limits_.silence);
  return ReadBody(ended);
}

bool Connection::ReadHead(bool ended) {
  const std::string_view received = socket_.Unused();
  if (received.starts_with(kTlsHandshake) && !socket_.IsTls()) {
    return Refuse(Refusal::kTlsOnPlainPort, "the client speaks TLS");
  }
  const auto head_size = head_end_.Find(received);
  if (head_size.value_or(received.size()) > kMaxHeadBytes) {
    return Refuse(Refusal::kHeadTooLarge, AtMost(kMaxHeadBytes));
  }
  if (!head_size) {
    const bool has_begun = head_end_.HasBegun() || socket_.HasPartOfRecord();
    if (phase_ == Phase::kIdle && has_begun) Enter(Phase::kHead, limits_.head_time);
    return !ended;
  }
  auto head = ParseRequestHead(received.substr(0, *head_size));
  if (!head) return Refuse(Refusal::kMalformed, head.error());
  socket_.Use(*head_size);
  head_end_ = {};
  head_bytes_ = *head_size;
  BeginRequest(std::move(*head));
  // Only now, since the answer takes the form that the request asks for.
  if (socket_.IsPlainOnTls()) return Refuse(Refusal::kPlainOnTlsPort, "it speaks plain HTTP");
  return ReadBody(ended);
}

void Connection::BeginRequest(RequestHead head) {
  request_ = {.method = std::move(head.method),
              .target = std::move(head.target),
              .headers = std::move(head.headers),
              .body = {},
              .remote_address = socket_.RemoteAddress(),
              .secure = socket_.IsTls()};
  keep_alive_ = head.keep_alive;
  max_body_bytes_ = messages_.MaxBodyBytes(request_);
  body_reader_.emplace(head.framing, max_body_bytes_);
  const bool fits = head.framing.chunked || head.framing.length <= max_body_bytes_;
  if (head.expects_continue && fits && !socket_.IsPlainOnTls()) socket_.Write(kContinue);
  Enter(Phase::kBody, limits_.silence);
}

base::HttpRequest Connection::TakeRequest() {
  head_bytes_ = 0;
  return std::exchange(request_, {});
}

bool Connection::ReadBody(bool ended) {
  std::string_view rest = socket_.Unused();
  BodyReader::Result result{};
  try {
    result = body_reader_->Read(rest, request_.body);
  } catch (const std::bad_alloc&) {
    std::string().swap(request_.body);  // which makes room for the answer
    return Refuse(Refusal::kUnavailable, "there is not enough memory for the body");
  }
  socket_.Use(socket_.Unused().size() - rest.size());
  if (result == BodyReader::Result::kMore && ended) result = BodyReader::Result::kBroken;
  switch (result) {
    case BodyReader::Result::kMore:
      // "100 Continue" may be what the client waits for.
      return socket_.Send();
    case BodyReader::Result::kWhole:
      return Deliver(messages_.Handle(TakeRequest(), keep_alive_));
    case BodyReader::Result::kTooLarge:
      return Refuse(Refusal::kBodyTooLarge, AtMost(max_body_bytes_));
    case BodyReader::Result::kBroken:
      return Refuse(Refusal::kMalformed, "the body ended early or is not chunked as announced");
  }
  return false;
}

Answer Connection::TakeWaiting() {
  waiting_bytes_ = 0;
  return std::move(*std::exchange(waiting_, nullptr));
}

bool Connection::HandleAgain() {
  const auto request = TakeWaiting().again;
  return Deliver(messages_.Handle(std::move(*request), keep_alive_));
}

/// The client waits no longer: it gets what there is.
bool Connection::EndDelay() {
  if (!waiting_) return StartSending();
  Answer answer = TakeWaiting();
  answer.again.reset();
  return Deliver(std::move(answer));
}

bool Connection::Deliver(Answer answer) {
  if (answer.again && !socket_.HasEnded()) {
    Enter(Phase::kDelayed, answer.delay);
    waiting_bytes_ = answer.bytes.size() + SizeOf(*answer.again);
    waiting_ = std::make_unique<Answer>(std::move(answer));
    return true;
  }
  KeepBack(answer);
  then_ = After(answer.delivery);
  // Faults of the connection act below TLS, which says nothing then but an alert.
  if (answer.delivery != base::Delivery::kWhole) socket_.CutOff();
  const auto delay = answer.delay;
  Write(std::move(answer));
  // Of an end that is there already no event tells any more.
  if (delay.count() == 0 || socket_.HasEnded()) return StartSending();
  Enter(Phase::kDelayed, delay);
  return true;
}

Connection::Then Connection::After(base::Delivery delivery) const {
  switch (delivery) {
    case base::Delivery::kWhole:
      return keep_alive_ ? Then::kNextRequest : Then::kClose;
    case base::Delivery::kReset:
      return Then::kReset;
    case base::Delivery::kClose:
    case base::Delivery::kTruncate:
      return Then::kLinger;
    case base::Delivery::kStall:
      return Then::kStall;
    case base::Delivery::kTlsAlert:
      return Then::kTlsAlert;
  }
  return Then::kClose;
}

void Connection::Write(Answer answer) {
  socket_.Write(std::move(answer.bytes));
  socket_.WriteLast(std::move(answer.shared));
}

bool Connection::StartSending() {
  taken_bytes_ = socket_.TakenBytes();
  Enter(Phase::kSending, limits_.silence);
  return SendOn();
}

bool Connection::SendOn() {
  if (!socket_.Send()) return false;
  if (socket_.UnsentBytes() == 0) return Finish();
  const std::uint64_t taken = socket_.TakenBytes();
  if (taken > taken_bytes_) Enter(Phase::kSending, limits_.silence);
  taken_bytes_ = taken;
  return true;
}

bool Connection::Finish() {
  switch (then_) {
    case Then::kNextRequest:
      if (!socket_.Unused().empty()) socket_.ExpectInput();  // what came with the last request
      socket_.ShrinkBuffers();
      Enter(Phase::kIdle, limits_.idle_time);
      return true;
    case Then::kClose:
      return false;
    case Then::kTlsAlert:
      socket_.BreakTls();
      [[fallthrough]];
    case Then::kLinger:
      return Linger();
    case Then::kStall:
      Enter(Phase::kStalled, limits_.stall_time);
      return socket_.DropInput();
    case Then::kReset:
      socket_.ResetOnClose();
      return false;
  }
  return false;
}

/// Closes once the client has, so that the last that it was sent is not lost.
bool Connection::Linger() {
  socket_.FinishSending();
  Enter(Phase::kLingering, limits_.linger_time);
  return true;
}

void Connection::Enter(Phase phase, std::chrono::milliseconds time) {
  phase_ = phase;
  silent_since_ = steady_clock::now();
  deadline_ = silent_since_ + time;
}

}  // namespace fake_ice::http
