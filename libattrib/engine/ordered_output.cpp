#include <libattrib/engine/ordered_output.hpp>

namespace attrib {

bool ordered_output::submit(std::size_t number, table_pieces&& pieces) {
    std::unique_lock lock(mutex_);
    advanced_.wait(lock, [&] { return abandoned_ || number < next_ + window_; });
    waiting_.emplace(number, std::move(pieces));
    // Whoever brings the next piece writes; the others leave theirs and go on.
    while (!abandoned_ && !writing_ && waiting_.contains(next_)) {
        table_pieces ready = std::move(waiting_.extract(next_).mapped());
        writing_ = true;
        lock.unlock();
        write(ready);
        lock.lock();
        writing_ = false;
        ++next_;
        advanced_.notify_all();
    }
    return !abandoned_;
}

void ordered_output::abandon() {
    const std::scoped_lock lock(mutex_);
    abandoned_ = true;
    advanced_.notify_all();
}

void ordered_output::write(table_pieces& pieces) {
    for (std::size_t i = 0; i < pieces.size(); ++i)
        if (!pieces[i].empty()) sink_.write(static_cast<table>(i), std::move(pieces[i]));
}

}  // namespace attrib
