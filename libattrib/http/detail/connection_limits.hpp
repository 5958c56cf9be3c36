/// @file
/// How many connections there are, and from where.
#pragma once

#include <mutex>
#include <string>
#include <unordered_map>

namespace attrib::detail {

/// Thread-safe.
class connection_limits {
   public:
    connection_limits(std::size_t most, std::size_t most_per_address)
        : most_(most), most_per_address_(most_per_address) {}

    enum class verdict : unsigned char { admitted, too_many, too_many_from_there };

    /// Counts a connection, whatever the verdict.
    verdict enter(const std::string& address) {
        const std::scoped_lock lock(mutex_);
        const std::size_t own = ++by_address_[address];
        if (++all_ > most_) return verdict::too_many;
        return own > most_per_address_ ? verdict::too_many_from_there : verdict::admitted;
    }

    void leave(const std::string& address) {
        const std::scoped_lock lock(mutex_);
        --all_;
        const auto found = by_address_.find(address);
        if (--found->second == 0) by_address_.erase(found);
    }

   private:
    std::size_t most_;
    std::size_t most_per_address_;
    std::mutex mutex_;
    std::size_t all_ = 0;
    std::unordered_map<std::string, std::size_t> by_address_;
};

}  // namespace attrib::detail
