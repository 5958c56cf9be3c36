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
    const auto seconds = [](clock::duration took) {
        return fmt::format("{:.1f}", std::chrono::duration<double>(took).count());
    };
    std::string text = seconds(end - begins_[0]) + " s: ";
    for (std::size_t phase = 0; phase < begins_.size(); ++phase) {
        const bool is_last = phase + 1 == begins_.size();
        const clock::time_point until = is_last ? end : begins_[phase + 1];
        text += fmt::format("{} {}{}", rebuild_phase_names[phase], seconds(until - begins_[phase]),
                            is_last ? "" : ", ");
    }
    return text;
}

}  // namespace attrib
