/// @file
/// Messages on their way to one client of the event stream.
#pragma once

#include <boost/asio/buffer.hpp>
#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace attrib::detail {

/// A queue of shared texts, of which the first may be sent in part.
class stream_outbox {
   public:
    void add(std::shared_ptr<const std::string> text) {
        bytes_ += text->size();
        texts_.push_back(std::move(text));
    }

    /// What to write next, some messages at once.
    [[nodiscard]] std::vector<boost::asio::const_buffer> buffers() const {
        constexpr std::size_t most = 16;
        std::vector<boost::asio::const_buffer> next;
        std::size_t skipped = sent_;
        for (const auto& text : texts_) {
            if (next.size() == most) break;
            next.emplace_back(text->data() + skipped, text->size() - skipped);
            skipped = 0;
        }
        return next;
    }

    /// So many bytes went out.
    void take(std::size_t written) {
        bytes_ -= written;
        sent_ += written;
        while (!texts_.empty() && sent_ >= texts_.front()->size()) {
            sent_ -= texts_.front()->size();
            texts_.pop_front();
        }
    }

    [[nodiscard]] bool is_empty() const noexcept { return texts_.empty(); }
    [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }

    std::uint64_t sequence = 0;  ///< of the last message that was added, in the hub

   private:
    std::deque<std::shared_ptr<const std::string>> texts_;
    std::size_t sent_ = 0;
    std::size_t bytes_ = 0;
};

}  // namespace attrib::detail
