/// @file
/// Folds journeys into what parts values play on paths: who opens, who assists, who closes.
#pragma once

#include <libattrib/attribution/path_roles.hpp>
#include <libattrib/journeys/path_fold.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace attrib {

/// Adds roles up, block by block. Not thread-safe; uses threads of its own.
class role_fold {
   public:
    /// By values of the dimension; nothing for null.
    using values = std::vector<std::optional<std::string>>;

    /// `asked` must outlive it. `threads` is at least 1.
    role_fold(const path_question& asked, unsigned threads) : asked_(asked), threads_(threads) {}

    /// REQUIRES: as path_fold::add.
    void add(const std::vector<shared_block>& blocks);

    [[nodiscard]] const std::map<values, role_counts>& roles() const noexcept { return roles_; }

    [[nodiscard]] const currency_totals& totals() const noexcept { return totals_; }

   private:
    const path_question& asked_;
    unsigned threads_;
    std::map<values, role_counts> roles_;
    currency_totals totals_;
};

}  // namespace attrib
