/// @file
/// Texts by numbers of a fold's own, whichever dictionaries its blocks have.
#pragma once

#include <libattrib/core/dictionary.hpp>
#include <libattrib/journeys/journey_block.hpp>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace attrib {

/// Numbers texts from 1 in the order they first come; 0 is null. Only `number_of` may be called
/// while another thread calls it.
class path_texts {
   public:
    [[nodiscard]] text_number number_of(std::string_view text);

    /// Nothing for a text that has no number.
    [[nodiscard]] std::optional<text_number> find(std::string_view text) const {
        return texts_.find(text);
    }

    /// By their numbers.
    [[nodiscard]] const std::vector<std::string_view>& all() const noexcept { return all_; }

    /// Nothing for null.
    [[nodiscard]] std::optional<std::string> text_of(text_number number) const {
        if (number == 0) return std::nullopt;
        return std::string(all_[number]);
    }

   private:
    std::mutex mutex_;
    dictionary texts_;
    std::vector<std::string_view> all_{{}};
};

/// One thread's way from the numbers of a dictionary to those of path_texts: looks each text up
/// once. Both must outlive it.
class path_numbers {
   public:
    path_numbers(const dictionary& from, path_texts& to) : from_(&from), to_(&to) {}

    [[nodiscard]] text_number operator()(text_number number) {
        if (number >= known_.size()) known_.resize(number + 1, unknown);
        text_number& known = known_[number];
        if (known == unknown) known = to_->number_of(from_->text_while_shared(number));
        return known;
    }

   private:
    static constexpr text_number unknown = 0xffffffff;

    const dictionary* from_;
    path_texts* to_;
    std::vector<text_number> known_;
};

}  // namespace attrib
