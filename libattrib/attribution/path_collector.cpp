#include <libattrib/attribution/path_collector.hpp>
#include <libattrib/core/error.hpp>

namespace attrib {

path_collector::path_collector(dictionary& channels, const path_question& asked)
    : numbers_(channels), keeps_paths_(!asked.models.empty()) {
    if (sees_effects(asked)) chain_.emplace(asked.order);
}

void path_collector::add(const path_row& taken) {
    std::uint64_t visits = 0;
    if (__builtin_mul_overflow(taken.channels.size(), taken.conversions + taken.ends, &visits) ||
        __builtin_add_overflow(visits_, visits, &visits_))
        throw failure(errc::too_large, "the paths count more than 2^64 visits of channels");
    path_.resize(taken.channels.size());
    for (std::size_t i = 0; i < path_.size(); ++i) path_[i] = numbers_.id_of(taken.channels[i]) - 1;
    if (chain_) chain_->add(path_, taken.conversions, taken.ends);
    if (keeps_paths_ && taken.conversions != 0) log_.add(path_, taken.conversions, taken.value);
    conversions_ += taken.conversions;
    ends_ += taken.ends;
    value_ += taken.value;
}

}  // namespace attrib
