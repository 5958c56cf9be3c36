/// @file
/// Counts sessions, and their users exactly, by the values of dimensions.
#pragma once

#include <libattrib/journeys/session_block.hpp>
#include <libattrib/journeys/session_question.hpp>
#include <map>

namespace attrib {

/// One thread at a time; it uses others itself. What it is given must outlive it.
class session_fold {
   public:
    session_fold(const session_question& asked, unsigned threads)
        : asked_(asked), threads_(threads) {}

    /// Adds blocks of one dictionary. REQUIRES: each has the question's columns and a day of its
    /// own, and users of other calls are other users. Throws failure as check_amounts does.
    void add(const std::vector<shared_sessions>& blocks);

    /// Groups with a session, in no order.
    [[nodiscard]] std::vector<session_group> rows() const;

   private:
    const session_question& asked_;
    unsigned threads_;
    std::map<std::vector<std::optional<std::string>>, session_sums> groups_;
};

}  // namespace attrib
