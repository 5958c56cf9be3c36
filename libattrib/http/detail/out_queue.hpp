/// @file
/// What one connection has still to write: text of its own, and bodies that it shares with others.
#pragma once

#include <sys/uio.h>

#include <algorithm>
#include <boost/container/static_vector.hpp>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace attrib::detail {

/// A queue of segments, each some text of its own and then a shared body, of which the first may be
/// sent in part. Bodies are written from where they are and never copied.
class out_queue {
   public:
    static constexpr std::size_t max_buffers = 32;  ///< of one write
    using buffer_sequence = boost::container::static_vector<iovec, max_buffers>;

    struct segment {
        std::string text;
        std::shared_ptr<const void> owner{};  ///< keeps `body` alive; null: no body
        std::string_view body{};
        std::size_t owner_bytes = 0;  ///< all that `owner` keeps
    };

    /// Appends text of this connection's own.
    void add(std::string_view text) {
        if (segments_.empty() || segments_.back().owner)
            segments_.push_back({.text = std::exchange(spare_, {})});
        segments_.back().text += text;
        bytes_ += text.size();
    }

    /// Appends a body, which `owner` keeps, with `owner_bytes` in all.
    void add(std::shared_ptr<const void> owner, std::string_view body, std::size_t owner_bytes) {
        if (body.empty()) return;
        if (segments_.empty() || segments_.back().owner) segments_.emplace_back();
        segment& last = segments_.back();
        last.owner = std::move(owner);
        last.body = body;
        last.owner_bytes = owner_bytes;
        bytes_ += body.size();
    }

    /// What to write next.
    [[nodiscard]] buffer_sequence buffers() const {
        buffer_sequence next;
        std::size_t skipped = sent_;
        for (const segment& each : segments_)
            for (const std::string_view part : {std::string_view(each.text), each.body}) {
                const std::size_t begin = std::min(skipped, part.size());
                skipped -= begin;
                if (begin == part.size()) continue;
                if (next.size() == max_buffers) return next;
                // sendmsg takes what it only reads by a pointer to what may change.
                next.push_back({const_cast<char*>(part.data()) + begin, part.size() - begin});
            }
        return next;
    }

    /// So many bytes went out.
    void take(std::size_t written) {
        bytes_ -= written;
        sent_ += written;
        while (!segments_.empty() && sent_ >= size_of(segments_.front())) {
            sent_ -= size_of(segments_.front());
            spare_ = std::move(segments_.front().text);
            spare_.clear();
            segments_.pop_front();
        }
    }

    /// Gives back the memory that is kept for the next answer.
    void shrink() {
        if (!segments_.empty()) return;
        spare_ = {};
        segments_.shrink_to_fit();
    }

    [[nodiscard]] bool is_empty() const noexcept { return bytes_ == 0; }
    [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }
    [[nodiscard]] const std::deque<segment>& segments() const noexcept { return segments_; }

   private:
    static std::size_t size_of(const segment& each) noexcept {
        return each.text.size() + each.body.size();
    }

    std::deque<segment> segments_;
    std::string spare_;  // of the segment that was written last
    std::size_t sent_ = 0;
    std::size_t bytes_ = 0;
};

}  // namespace attrib::detail
