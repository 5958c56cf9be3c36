/// @file
/// From the numbers of one dictionary to those of another.
#pragma once

#include <libattrib/journeys/path_fold.hpp>
#include <vector>

namespace attrib {

/// Looks each text up once. Not thread-safe. Both must outlive it.
class renumbering {
   public:
    renumbering(const dictionary& from, path_texts& to) : from_(from), to_(to) {}

    [[nodiscard]] text_number operator()(text_number number) {
        if (number >= known_.size()) known_.resize(number + 1, unknown);
        text_number& known = known_[number];
        if (known == unknown) known = to_.number_of(from_.text_while_shared(number));
        return known;
    }

   private:
    static constexpr text_number unknown = 0xffffffff;

    const dictionary& from_;
    path_texts& to_;
    std::vector<text_number> known_;
};

}  // namespace attrib
