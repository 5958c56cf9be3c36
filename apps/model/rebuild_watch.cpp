#include <apps/model/rebuild_watch.hpp>

#include <fmt/format.h>

namespace attrib {

void rebuild_watch::attach(rebuild_options& options) {
    options.on_progress = [this](std::uint64_t done, std::uint64_t total) {
        const std::scoped_lock lock(mutex_);
        if (!bar_) bar_.emplace("reading", console::progress_unit::rows, total);
        bar_->update(done);
    };
    options.on_phase = [this](rebuild_phase phase) {
        begins_[static_cast<std::size_t>(phase)] = clock::now();
        const std::scoped_lock lock(mutex_);
        if (phase != rebuild_phase::reading) bar_.reset();
    };
}

std::string rebuild_watch::times() const {
    const clock::time_point end = clock::now();
    const auto seconds = [&](rebuild_phase phase) {
        const auto place = static_cast<std::size_t>(phase);
        const clock::time_point until = place + 1 < begins_.size() ? begins_[place + 1] : end;
        return std::chrono::duration<double>(until - begins_[place]).count();
    };
    return fmt::format(
        "{:.1f} s: reading {:.1f}, computing and writing {:.1f}, indexing {:.1f}, swapping {:.1f}",
        std::chrono::duration<double>(end - begins_[0]).count(), seconds(rebuild_phase::reading),
        seconds(rebuild_phase::writing), seconds(rebuild_phase::indexing),
        seconds(rebuild_phase::swapping));
}

}  // namespace attrib
