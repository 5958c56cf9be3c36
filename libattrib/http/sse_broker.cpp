#include <fmt/format.h>

#include <libattrib/http/sse_broker.hpp>

namespace attrib {
namespace {

std::string reset_text(std::int64_t number) {
    return framed("reset", fmt::format(R"({{"change":{}}})", number), number);
}

}  // namespace

std::string framed(std::string_view name, std::string_view data, std::optional<std::int64_t> id) {
    std::string text = fmt::format("event: {}\ndata: {}\n", name, data);
    if (id) text += fmt::format("id: {}\n", *id);
    return text += '\n';
}

// REQUIRES: the lock, so that all hear the messages in one order.
void sse_broker::tell(std::shared_ptr<const std::string> text) {
    const stream_message message{++sequence_, std::move(text)};
    for (const listener& told : listeners_) told(message);
}

void sse_broker::publish(std::int64_t number, std::string text, kind which) {
    const std::scoped_lock lock(mutex_);
    auto shared = std::make_shared<const std::string>(std::move(text));
    bytes_ += shared->size();
    kept_.push_back({number, which, shared});
    last_ = number;
    while (bytes_ > most_bytes_) {
        bytes_ -= kept_.front().text->size();
        complete_from_ = kept_.front().number;
        kept_.pop_front();
    }
    tell(std::move(shared));
}

void sse_broker::publish_state(std::string text) {
    const std::scoped_lock lock(mutex_);
    state_ = std::make_shared<const std::string>(std::move(text));
    tell(state_);
}

void sse_broker::publish_reset(std::int64_t number) {
    const std::scoped_lock lock(mutex_);
    kept_.clear();
    bytes_ = 0;
    complete_from_ = last_ = number;
    tell(std::make_shared<const std::string>(reset_text(number)));
}

void sse_broker::add_listener(listener told) {
    const std::scoped_lock lock(mutex_);
    listeners_.push_back(std::move(told));
}

sse_broker::opening sse_broker::open(std::optional<std::int64_t> seen) const {
    const std::scoped_lock lock(mutex_);
    opening first{{}, sequence_};
    if (state_) first.texts.push_back(state_);
    if (!seen) return first;
    if (*seen < complete_from_ || *seen > last_) {
        first.texts.push_back(std::make_shared<const std::string>(reset_text(last_)));
        return first;
    }
    for (const kept& each : kept_)
        if (each.number > *seen || (each.number == *seen && each.which == kind::state))
            first.texts.push_back(each.text);
    return first;
}

std::int64_t sse_broker::last_change() const {
    const std::scoped_lock lock(mutex_);
    return last_;
}

}  // namespace attrib
