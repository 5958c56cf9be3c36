#include <re2/re2.h>

#include <algorithm>
#include <cassert>
#include <functional>
#include <libattrib/collect/user_agent.hpp>
#include <libattrib/core/embedded_file.hpp>
#include <libattrib/core/utf8.hpp>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace attrib {

extern const embedded_file user_agent_lists[];  // written by cmake/embed.cmake

namespace {

struct device_line {
    std::string_view contains;
    std::string_view lacks;
    std::string_view category;
};

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        if (end != 0 && text.front() != '#') lines.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::vector<device_line> device_lines() {
    std::vector<device_line> devices;
    for (const std::string_view line : lines_of(user_agent_lists[1].text)) {
        const std::size_t first = line.find(',');
        const std::size_t second = line.find(',', first + 1);
        assert(second != std::string_view::npos);
        devices.push_back({line.substr(0, first), line.substr(first + 1, second - first - 1),
                           line.substr(second + 1)});
    }
    devices.erase(devices.begin());  // the header
    return devices;
}

// Whether any of the texts is in it, in either case: one pass, as most senders are no crawlers.
bool names_crawler(std::string_view user_agent, const std::vector<std::string_view>& crawlers) {
    static const auto pattern = [&] {
        std::string any;
        for (const std::string_view each : crawlers)
            any.append(any.empty() ? "" : "|").append(RE2::QuoteMeta(std::string(each)));
        RE2::Options options(RE2::Latin1);
        options.set_case_sensitive(false);
        return std::make_unique<const RE2>(any, options);
    }();
    return RE2::PartialMatch(re2::StringPiece(user_agent.data(), user_agent.size()), *pattern);
}

bool holds(std::string_view text, std::string_view part) noexcept {
    return text.find(part) != std::string_view::npos;
}

std::string_view find_device(std::string_view user_agent) {
    static const std::vector<device_line> devices = device_lines();
    const auto found = std::ranges::find_if(devices, [&](const device_line& each) {
        return holds(user_agent, each.contains) &&
               (each.lacks.empty() || !holds(user_agent, each.lacks));
    });
    return found == devices.end() ? std::string_view() : found->category;
}

std::string_view find_crawler(std::string_view user_agent) {
    static const std::vector<std::string_view> crawlers = lines_of(user_agent_lists[0].text);
    if (!names_crawler(user_agent, crawlers)) return {};
    const std::string lower = ascii_lower(user_agent);
    const auto found =
        std::ranges::find_if(crawlers, [&](std::string_view each) { return holds(lower, each); });
    return found == crawlers.end() ? std::string_view() : *found;
}

struct sender {
    std::string_view device;
    std::string_view crawler;
};

struct agent_hash : std::hash<std::string_view> {
    using is_transparent = void;
};

// Most requests come from few versions of few browsers.
sender sender_of(std::string_view user_agent) {
    constexpr std::size_t max_kept = 1024;
    constexpr std::size_t max_kept_bytes = 512;
    thread_local std::unordered_map<std::string, sender, agent_hash, std::equal_to<>> kept;
    if (const auto known = kept.find(user_agent); known != kept.end()) return known->second;
    const sender found{find_device(user_agent), find_crawler(user_agent)};
    if (user_agent.size() > max_kept_bytes) return found;
    if (kept.size() == max_kept) kept.clear();
    kept.emplace(user_agent, found);
    return found;
}

}  // namespace

std::string_view device_category_of(std::string_view user_agent) {
    return sender_of(user_agent).device;
}

std::string_view crawler_of(std::string_view user_agent) { return sender_of(user_agent).crawler; }

}  // namespace attrib
