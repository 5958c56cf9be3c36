/// @file
/// attrib-serve running beside the test.
#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <tests/catch.hpp>
#include <tests/support/child.hpp>
#include <tests/support/http_client.hpp>
#include <tests/support/temporary_database.hpp>
#include <vector>

namespace attrib::test {

inline constexpr const char* read_token = "reader-token-0123";
inline constexpr const char* write_token = "writer-token-0123";
inline const std::string may_read = std::string("Authorization: Bearer ") + read_token + "\r\n";
inline const std::string may_write = std::string("Authorization: Bearer ") + write_token + "\r\n";

inline std::string token_line(const char* scope, const char* token) {
    return std::string(scope) + " " + token + "\n";
}

/// Listens on a free port until this goes. A server that then does not end with 0, as one that
/// leaks under asan does not, fails the test.
class served {
   public:
    explicit served(const std::string& database, const std::vector<std::string>& more = {},
                    const std::string& tokens = token_line("write", write_token))
        : process_("attrib-serve", arguments(database, more, tokens), log_path()) {
        const std::string mark = "listening on http://127.0.0.1:";
        REQUIRE(eventually([&] {
            const std::string text = log();
            const std::size_t found = text.find(mark);
            if (found == std::string::npos || text.find('\n', found) == std::string::npos)
                return !process_.is_running();
            port_ = static_cast<std::uint16_t>(std::stoul(text.substr(found + mark.size())));
            return true;
        }));
        INFO(log());
        REQUIRE(port_ != 0);
    }
    served(const served&) = delete;
    served& operator=(const served&) = delete;
    ~served() {
        if (!is_ended_) CHECK(end() == 0);
    }

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    [[nodiscard]] std::string log() const {
        return std::filesystem::exists(log_path()) ? contents_of(log_path()) : "";
    }
    [[nodiscard]] std::string file(std::string_view name) const { return folder_.file(name); }

    http_answer get(const std::string& target, const std::string& lines = {}) const {
        return fetch(port_, target, lines);
    }

    /// Posts events as a holder of the write token.
    http_answer post(const std::string& body, const std::string& lines = {},
                     const std::string& type = "application/json") const {
        return http_client(port_).ask("POST", "/api/v1/events",
                                      may_write + "Content-Type: " + type + "\r\n" + lines, body);
    }

    [[nodiscard]] pid_t pid() const noexcept { return process_.pid(); }
    void send(int signal) const { process_.send(signal); }

    /// Ends it by SIGTERM: its exit status.
    int end() {
        send(SIGTERM);
        return wait();
    }
    int wait() {
        is_ended_ = true;
        return process_.wait();
    }

   private:
    [[nodiscard]] std::string log_path() const { return folder_.file("log"); }

    std::vector<std::string> arguments(const std::string& database,
                                       const std::vector<std::string>& more,
                                       const std::string& tokens) const {
        const std::string file = folder_.write("tokens", tokens);
        std::filesystem::permissions(file, std::filesystem::perms::owner_read);
        std::vector<std::string> all{"--database",  database,       "--listen",
                                     "127.0.0.1:0", "--token-file", file};
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }

    temporary_directory folder_;
    std::uint16_t port_ = 0;
    bool is_ended_ = false;
    child process_;
};

/// The one row with those values of its members.
inline nlohmann::ordered_json row_in(
    const nlohmann::ordered_json& rows,
    std::initializer_list<std::pair<const char*, nlohmann::ordered_json>> members) {
    nlohmann::ordered_json found;
    for (const auto& row : rows)
        if (std::ranges::all_of(members,
                                [&](const auto& each) { return row[each.first] == each.second; })) {
            REQUIRE(found.is_null());
            found = row;
        }
    INFO(rows.dump());
    REQUIRE_FALSE(found.is_null());
    return found;
}

/// Tables made of a CSV file, as attrib-load and attrib-model make them.
inline void load_csv(const temporary_database& database, const std::string& path,
                     const std::string& settings = {}) {
    const std::string on = "--database \"" + database.name() + "\" ";
    REQUIRE(run_program("attrib-load", on + path).status == 0);
    REQUIRE(run_program("attrib-model", on + settings).status == 0);
}

/// spec.md's example.
inline void load_worked_example(const temporary_database& database) {
    load_csv(database, "tests/data/worked_example.csv");
}

}  // namespace attrib::test
