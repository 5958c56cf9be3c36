/// @file
/// Messages for everyone who listens to the event stream, and the last of them for those who come
/// back.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace attrib {

/// A message as it goes over the wire (text/event-stream).
struct stream_message {
    std::uint64_t sequence = 0;  ///< counts the messages of this hub
    std::shared_ptr<const std::string> text;
};

/// Frames `data`, one line of JSON, as a message; `id` is what Last-Event-ID will say.
[[nodiscard]] std::string framed(std::string_view name, std::string_view data,
                                 std::optional<std::int64_t> id = {});

/// Thread-safe. Listeners are told in the order of the messages, on the thread that publishes.
class sse_broker {
   public:
    using listener = std::function<void(const stream_message&)>;

    explicit sse_broker(std::size_t most_bytes = std::size_t{4} << 20) : most_bytes_(most_bytes) {}

    /// What changed, up to change `number`; kept for those who come back. Of several messages about
    /// one change those that tell a state, and so may be told again, come last.
    enum class kind : unsigned char { change, state };
    void publish(std::int64_t number, std::string text, kind which = kind::change);

    /// How things are; only the last counts.
    void publish_state(std::string text);

    /// More than can be told happened up to change `number`: forgets what was kept.
    void publish_reset(std::int64_t number);

    /// Listeners stay until the hub goes.
    void add_listener(listener told);

    /// What someone is told first who saw everything up to change `seen` (nothing: who begins), and
    /// the sequence of the last message that this covers.
    struct opening {
        std::vector<std::shared_ptr<const std::string>> texts;
        std::uint64_t sequence = 0;
    };
    [[nodiscard]] opening open(std::optional<std::int64_t> seen) const;

    /// The change that was told last.
    [[nodiscard]] std::int64_t last_change() const;

   private:
    struct kept {
        std::int64_t number;
        kind which;
        std::shared_ptr<const std::string> text;
    };
    void tell(std::shared_ptr<const std::string> text);

    std::size_t most_bytes_;
    mutable std::mutex mutex_;
    std::deque<kept> kept_;
    std::size_t bytes_ = 0;
    std::int64_t complete_from_ = 0;  // who saw this change misses nothing but what is kept
    std::int64_t last_ = 0;
    std::uint64_t sequence_ = 0;
    std::shared_ptr<const std::string> state_;
    std::vector<listener> listeners_;
};

}  // namespace attrib
