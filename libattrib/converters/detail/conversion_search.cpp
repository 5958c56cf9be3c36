#include <atomic>
#include <libattrib/converters/detail/conversion_search.hpp>
#include <libattrib/core/threads.hpp>
#include <mutex>

namespace attrib::detail {
namespace {

// How often rows may convert: 1 in so many; and how many are looked at before that is asked.
constexpr std::uint64_t least_rows_a_conversion = 20;
constexpr std::uint64_t rows_to_judge_by = 50'000;

// What one thread finds.
class searching_consumer final : public counting_consumer {
   public:
    searching_consumer(const conversion_names& conversions, std::mutex& mutex,
                       const reject_handler& on_reject)
        : counting_consumer(mutex, on_reject), conversions_(conversions) {}

    void accept(const event& taken) override {
        count_accepted(taken);
        if (!conversions_.is_conversion(taken)) return;
        ++conversions_found_;
        converters_.add(user_bloom_filter::key_of(taken.user_pseudo_id));
    }

    [[nodiscard]] bool is_worth_it() const noexcept {
        return accepted() < rows_to_judge_by ||
               conversions_found_ * least_rows_a_conversion <= accepted();
    }
    [[nodiscard]] const user_bloom_filter& converters() const noexcept { return converters_; }

   private:
    const conversion_names& conversions_;
    std::uint64_t conversions_found_ = 0;
    user_bloom_filter converters_;
};

}  // namespace

std::optional<conversion_search> find_converters(event_feed& feed,
                                                 const conversion_names& conversions,
                                                 unsigned threads,
                                                 const reject_handler& on_reject) {
    std::mutex mutex;
    std::atomic<bool> is_worth_it = true;
    conversion_search found;
    run_on_threads(threads, [&](unsigned) {
        searching_consumer consumer(conversions, mutex, on_reject);
        while (is_worth_it && feed.read_some(consumer))
            if (!consumer.is_worth_it()) is_worth_it = false;
        const std::scoped_lock lock(mutex);
        found.read += consumer.read();
        found.rejected += consumer.rejected();
        found.rounded += consumer.rounded();
        found.converters.add(consumer.converters());
    });
    if (!is_worth_it) return std::nullopt;
    return found;
}

}  // namespace attrib::detail
