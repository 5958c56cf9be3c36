#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <apps/console/progress.hpp>
#include <cmath>
#include <cstdlib>
#include <libattrib/core/printable.hpp>
#include <string_view>

namespace attrib::console {
namespace {

constexpr auto redraw_interval = std::chrono::milliseconds{100};
constexpr std::size_t bar_width = 24;
constexpr std::string_view clear_line = "\r\x1b[K";

std::string rate_text(double rate, progress_unit unit) {
    const std::string_view what = unit == progress_unit::rows ? "rows/s" : "B/s";
    const std::string_view gap = unit == progress_unit::rows ? " " : "";
    if (rate >= 1e6) return fmt::format("{:.1f} M{}{}", rate / 1e6, gap, what);
    if (rate >= 1e3) return fmt::format("{:.1f} k{}{}", rate / 1e3, gap, what);
    return fmt::format("{:.0f} {}", rate, what);
}

std::string time_text(double seconds) {
    const auto whole = static_cast<std::int64_t>(std::min(std::ceil(seconds), 359'999.0));
    if (whole >= 3600)
        return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
    return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

std::string bar_text(double share) {
    const auto filled = static_cast<std::size_t>(share * static_cast<double>(bar_width));
    std::string bar(filled, '=');
    if (filled < bar_width) bar.push_back('>');
    bar.resize(bar_width, ' ');
    return fmt::format("[{}] {:3.0f}%", bar, std::floor(share * 100));
}

std::size_t terminal_width() {
    winsize size{};
    const bool known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
    return known ? size.ws_col - std::size_t{1} : 79;
}

void write_to_terminal(std::string_view text) noexcept {
    // A bar that cannot be drawn is no reason to stop.
    [[maybe_unused]] const ssize_t ignored = ::write(STDERR_FILENO, text.data(), text.size());
}

bool is_terminal() {
    const char* kind = std::getenv("TERM");
    return ::isatty(STDERR_FILENO) == 1 && (kind == nullptr || std::string_view(kind) != "dumb");
}

}  // namespace

std::string progress_line(const progress_state& state, std::size_t width) {
    const double seconds = state.elapsed.count();
    const double rate = seconds > 0 ? static_cast<double>(state.done) / seconds : 0;
    std::string line = printable(state.label);
    if (state.total > 0) {
        const double share =
            std::min(1.0, static_cast<double>(state.done) / static_cast<double>(state.total));
        line += ' ' + bar_text(share);
    }
    if (state.unit != progress_unit::steps) line += "  " + rate_text(rate, state.unit);
    if (state.unit != progress_unit::steps && state.total > state.done && rate > 0)
        line += "  " + time_text(static_cast<double>(state.total - state.done) / rate) + " left";
    if (line.size() > width) line.resize(width);
    return line;
}

progress::progress(std::string label, progress_unit unit, std::uint64_t total)
    : is_drawn_(is_terminal()),
      start_(clock::now()),
      next_draw_((start_ + redraw_interval).time_since_epoch().count()),
      state_{std::move(label), unit, 0, total, {}} {}

void progress::update(std::uint64_t done) noexcept {
    if (!is_drawn_) return;
    done_.store(done, std::memory_order_relaxed);
    const clock::time_point now = clock::now();
    clock::rep due = next_draw_.load(std::memory_order_relaxed);
    if (state_.unit != progress_unit::steps && now.time_since_epoch().count() < due) return;
    const clock::rep next = (now + redraw_interval).time_since_epoch().count();
    if (next_draw_.compare_exchange_strong(due, next)) draw(now);
}

void progress::describe(std::string label) {
    const std::lock_guard lock(mutex_);
    state_.label = std::move(label);
}

void progress::draw(clock::time_point now) {
    const std::lock_guard lock(mutex_);
    state_.done = done_.load(std::memory_order_relaxed);
    state_.elapsed = now - start_;
    on_screen_ = true;
    write_to_terminal(std::string(clear_line) + progress_line(state_, terminal_width()));
}

void progress::clear() noexcept {
    const std::lock_guard lock(mutex_);
    if (on_screen_) write_to_terminal(clear_line);
    on_screen_ = false;
}

}  // namespace attrib::console
