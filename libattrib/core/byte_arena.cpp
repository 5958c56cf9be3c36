#include <cstdlib>
#include <libattrib/core/byte_arena.hpp>
#include <new>
#include <utility>

namespace attrib {

byte_arena::byte_arena(byte_arena&& other) noexcept
    : block_bytes_(other.block_bytes_),
      left_(other.left_),
      next_(other.next_),
      used_(other.used_),
      blocks_(std::exchange(other.blocks_, {})),
      next_block_(other.next_block_) {
    other.clear();
}

byte_arena::~byte_arena() {
    for (const block& each : blocks_) std::free(each.begin);
}

void byte_arena::add_block(std::size_t at_least) {
    const auto fits = [&](const block& each) { return each.size >= at_least; };
    const auto spare = std::find_if(blocks_.begin() + static_cast<std::ptrdiff_t>(next_block_),
                                    blocks_.end(), fits);
    if (spare != blocks_.end()) {
        std::iter_swap(spare, blocks_.begin() + static_cast<std::ptrdiff_t>(next_block_));
    } else {
        const std::size_t size = std::max(block_bytes_, at_least);
        blocks_.reserve(blocks_.size() + 1);
        auto* const begin = static_cast<char*>(std::malloc(size));
        if (begin == nullptr) throw std::bad_alloc();
        blocks_.push_back({begin, size});
        std::swap(blocks_.back(), blocks_[next_block_]);
    }
    next_ = blocks_[next_block_].begin;
    left_ = blocks_[next_block_].size;
    ++next_block_;
}

}  // namespace attrib
