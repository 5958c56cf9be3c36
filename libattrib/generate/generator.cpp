#include <algorithm>
#include <libattrib/core/threads.hpp>
#include <libattrib/generate/generator.hpp>
#include <tuple>

namespace attrib {
namespace {

constexpr std::uint32_t users_a_block = 1024;
constexpr std::size_t bucket_count = 1024;
constexpr std::size_t deliveries_at_once = 4096;
constexpr microseconds latest_arrival = std::chrono::days{3};

// How much of the events a user gets: half of them 1 unit, a quarter 1.5, an eighth 1.5 squared and
// so on, as far as 1.5 to the 24th: few users have very many.
std::uint64_t weight_of(std::uint64_t random) noexcept {
    std::uint64_t weight = 1024;
    for (int i = 0; i < 24 && (random & 1) != 0; ++i, random >>= 1) weight = weight * 3 / 2;
    return weight;
}

bool arrives_before(const delivery& a, const delivery& b) noexcept {
    return std::tie(a.arrival, a.number, a.fault) < std::tie(b.arrival, b.number, b.fault);
}

// One thread's deliveries, by when they arrive.
class outbox {
   public:
    explicit outbox(const scenario& wanted)
        : scenario_(wanted),
          width_((std::chrono::days{wanted.days} + latest_arrival) / bucket_count +
                 microseconds{1}),
          buckets_(bucket_count) {}

    void add(const journey& made, std::uint32_t user, std::uint32_t first_number);

    [[nodiscard]] std::vector<delivery>& bucket(std::size_t index) { return buckets_[index]; }

   private:
    void add_deliveries(delivery sent);
    void file(const delivery& sent) {
        const auto bucket = static_cast<std::size_t>((sent.arrival - scenario_.start) / width_);
        buckets_[std::min(bucket, bucket_count - 1)].push_back(sent);
    }

    const scenario& scenario_;
    microseconds width_;
    std::vector<std::vector<delivery>> buckets_;
};

void outbox::add(const journey& made, std::uint32_t user, std::uint32_t first_number) {
    for (const journey_event& each : made.events)
        add_deliveries({.arrival = {},
                        .time = each.time,
                        .number = first_number++,
                        .user = user,
                        .name = each.name,
                        .page = each.page,
                        .arrived_by = each.arrived_by,
                        .device = made.device,
                        .home = made.home,
                        .sends_event_id = made.sends_event_ids,
                        .repeats_order = each.repeats_order,
                        .fault = row_fault::none});
}

void outbox::add_deliveries(delivery sent) {
    constexpr microseconds usual = std::chrono::seconds{2};
    random_stream random(mix(scenario_.seed) + sent.number);
    sent.arrival = sent.time + up_to(random, usual);
    if (random.chance_ppm(scenario_.late_ppm))
        sent.arrival += std::chrono::minutes{1} + up_to(random, latest_arrival);
    file(sent);
    if (random.chance_ppm(scenario_.duplicates_ppm)) {
        delivery again = sent;
        again.arrival += up_to(random, random.one_in(8) ? latest_arrival : std::chrono::minutes{2});
        file(again);
    }
    if (random.chance_ppm(scenario_.broken_ppm)) {
        sent.fault = static_cast<row_fault>(1 + random.below(row_fault_count));
        file(sent);
    }
}

}  // namespace

result<generator> generator::make(const scenario& wanted, unsigned threads) {
    if (auto checked = check(wanted); !checked) return checked.error();
    generator made(wanted);
    if (wanted.events == 0) return made;
    made.count_events();
    made.deliver(threads);
    return made;
}

// Each user has one event, and a share of the rest by weight; the shares add up exactly.
void generator::count_events() {
    __extension__ using wide = unsigned __int128;
    const std::uint64_t users = scenario_.user_count();
    const std::uint64_t rest = scenario_.events - users;
    const auto weight = [&](std::uint64_t user) {
        return weight_of(mix(mix(scenario_.seed) ^ ~user));
    };
    std::uint64_t total = 0;
    for (std::uint64_t user = 0; user < users; ++user) total += weight(user);
    first_events_.resize(users + 1);
    std::uint64_t before = 0;
    for (std::uint64_t user = 0; user <= users; ++user) {
        first_events_[user] = static_cast<std::uint32_t>(
            user + static_cast<std::uint64_t>(wide(rest) * before / total));
        before += weight(user);
    }
}

void generator::deliver(unsigned threads) {
    std::vector<outbox> boxes(threads, outbox(scenario_));
    const auto users = static_cast<std::uint32_t>(first_events_.size() - 1);
    std::atomic<std::uint32_t> next{0};
    run_on_threads(threads, [&](unsigned index) {
        journey_maker maker(scenario_);
        for (std::uint32_t block = next++; block <= users / users_a_block; block = next++)
            for (std::uint32_t user = block * users_a_block;
                 user < std::min(users, (block + 1) * users_a_block); ++user)
                boxes[index].add(maker.make(user, first_events_[user + 1] - first_events_[user]),
                                 user, first_events_[user]);
    });
    std::vector<std::size_t> begins{0};
    for (std::size_t i = 0; i < bucket_count; ++i) {
        std::size_t count = 0;
        for (outbox& box : boxes) count += box.bucket(i).size();
        begins.push_back(begins.back() + count);
    }
    deliveries_.resize(begins.back());
    std::atomic<std::size_t> next_bucket{0};
    run_on_threads(threads, [&](unsigned) {
        for (std::size_t i = next_bucket++; i < bucket_count; i = next_bucket++) {
            const auto begin = deliveries_.begin() + static_cast<std::ptrdiff_t>(begins[i]);
            auto end = begin;
            for (outbox& box : boxes) {
                end = std::ranges::copy(box.bucket(i), end).out;
                std::vector<delivery>().swap(box.bucket(i));
            }
            std::sort(begin, end, arrives_before);
        }
    });
}

void generator::append_rows(std::size_t begin, std::size_t end, std::string& out) const {
    delivery_text text(scenario_);
    for (std::size_t i = begin; i < end; ++i) text.append_row(out, deliveries_[i]);
}

bool generated_events::read_some(event_consumer& consumer) {
    const std::span<const delivery> all = source_.deliveries();
    const std::size_t begin = next_.fetch_add(deliveries_at_once);
    if (begin >= all.size()) return false;
    delivery_text text(source_.what());
    for (std::size_t i = begin; i < std::min(begin + deliveries_at_once, all.size()); ++i) {
        if (all[i].fault == row_fault::none) {
            consumer.accept(text.event_of(all[i]));
            continue;
        }
        std::string row;
        text.append_row(row, all[i]);
        row.pop_back();
        consumer.refuse({"generator", i + 2, reject_reason::field_count,
                         "made to break a rule of events", row});
    }
    return true;
}

}  // namespace attrib
