/// @file
/// Folds journeys into credit: any model, any lookback, any dimension, on all cores.
#pragma once

#include <functional>
#include <libattrib/journeys/credit_question.hpp>
#include <libattrib/journeys/journey_block.hpp>
#include <map>
#include <vector>

namespace attrib {

/// Adds up what models give, block by block. Not thread-safe; uses threads of its own.
class credit_fold {
   public:
    /// `asked` must outlive it. `threads` is at least 1.
    credit_fold(const credit_question& asked, unsigned threads)
        : asked_(asked), threads_(threads) {}

    /// REQUIRES: blocks of days within the question's, each of them once, with its columns.
    void add(const std::vector<shared_block>& blocks);

    /// Groups with credit or revenue, in order.
    [[nodiscard]] std::vector<credited_group> rows() const;

   private:
    const credit_question& asked_;
    unsigned threads_;
    std::map<credit_group, std::vector<credit_amount>> groups_;
};

/// Conversions of a block that a model of the question credits to a touchpoint that its filter
/// takes (or leaves unattributed where the filter asks for that), by their places in the block.
[[nodiscard]] std::vector<std::size_t> credited_conversions(const credit_question& asked,
                                                            const journey_block& block);

}  // namespace attrib
