#include <fmt/format.h>

#include <tests/support/free_port.hpp>
#include <tests/support/http_client.hpp>
#include <tests/torture/sources.hpp>

namespace attrib::test {
namespace {

constexpr const char* token = "writer-token-0123";
constexpr std::size_t rows_a_file = 150;
constexpr std::size_t rows_a_post = 20;
constexpr std::size_t rows_appended = 60;

void append_to(const std::string& path, const std::string& text) {
    std::ofstream out(path, std::ios::app | std::ios::binary);
    out << text;
}

}  // namespace

poster::poster(std::uint16_t port) : port_(port), thread_([this] { run(); }) {}

poster::~poster() {
    {
        const std::scoped_lock lock(mutex_);
        is_closing_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void poster::post(std::string body) {
    {
        const std::scoped_lock lock(mutex_);
        bodies_.push_back(std::move(body));
    }
    changed_.notify_all();
}

bool poster::is_idle() {
    const std::scoped_lock lock(mutex_);
    return bodies_.empty();
}

std::uint64_t poster::attempts() {
    const std::scoped_lock lock(mutex_);
    return attempts_;
}

// Whether it was taken; an answer that does not come says nothing.
bool poster::send(const std::string& body, std::uint64_t number) const {
    try {
        const std::string lines = fmt::format(
            "Authorization: Bearer {}\r\nContent-Type: application/x-ndjson\r\nIdempotency-Key: "
            "torture-{}\r\n",
            token, number);
        return http_client(port_).ask("POST", "/api/v1/events", lines, body).status == 200;
    } catch (const std::runtime_error&) {  // away, killed in the middle or stopped
        return false;
    }
}

void poster::run() {
    while (true) {
        std::string body;
        std::uint64_t number;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [&] { return is_closing_ || !bodies_.empty(); });
            if (is_closing_) return;
            body = bodies_.front();
            number = taken_;
            ++attempts_;
        }
        const bool is_taken = send(body, number);
        std::unique_lock lock(mutex_);
        if (is_taken) {
            bodies_.pop_front();
            ++taken_;
        } else {
            changed_.wait_for(lock, std::chrono::milliseconds{50}, [&] { return is_closing_; });
        }
    }
}

sources::sources(world& in)
    : world_(in), followed_(in.file("followed.csv")), port_(free_port()), poster_(port_) {
    begin_followed();
    begin_services();
    // What a file held that was gone before anybody had read of it, nobody can miss.
    append();
    world_.await("select exists (select from ingest_batches)", "the followed file is begun");
}

void sources::begin_services() {
    const std::string data = world_.disk.path() + "/data";
    const std::string tokens = world_.file("tokens");
    append_to(tokens, std::string("write ") + token + "\n");
    std::filesystem::permissions(tokens, std::filesystem::perms::owner_read);
    const auto serve = [&](const char* program, std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {"--data-dir", data});
        world_.start({.program = program, .arguments = std::move(arguments), .is_service = true});
    };
    serve("attrib-stream", {"--follow", "--batch-rows", "25", followed_});
    const auto with_models = [](std::vector<std::string> arguments) {
        std::ranges::copy(world::model_options(), std::back_inserter(arguments));
        return arguments;
    };
    serve("attrib-serve",
          with_models({"--listen", fmt::format("127.0.0.1:{}", port_), "--token-file", tokens}));
    serve("attrib-model", with_models({"--follow"}));
}

// A program that ends by itself.
void sources::run(const char* program, std::vector<std::string> arguments,
                  const std::string& input) {
    arguments.insert(arguments.begin(), {"--data-dir", world_.disk.path() + "/data"});
    world_.start({.program = program, .arguments = std::move(arguments), .input = input});
}

std::string sources::next_name(const char* kind) { return fmt::format("{}{}", kind, ++number_); }

std::string sources::write_file(const std::string& name, std::size_t rows) {
    std::string text = drawn_header();
    for (const drawn_row& row : world_.draw(name, rows)) text += row.csv();
    const std::string path = world_.file(name + ".csv");
    append_to(path, text);
    return path;
}

void sources::begin_followed() { append_to(followed_, drawn_header()); }

// The last row often comes in two parts.
void sources::append() {
    std::string text = std::move(held_back_);
    for (const drawn_row& row : world_.draw(next_name("w"), rows_appended)) text += row.csv();
    const std::size_t cut =
        world_.random.one_in(2) ? text.size() : text.size() - 1 - world_.random.below(20);
    held_back_ = text.substr(cut);
    append_to(followed_, text.substr(0, cut));
}

void sources::rotate() {
    append_to(followed_, std::exchange(held_back_, {}));
    std::filesystem::rename(followed_, fmt::format("{}.{}", followed_, ++rotations_));
    begin_followed();
}

void sources::copy_and_truncate() {
    append_to(followed_, std::exchange(held_back_, {}));
    std::filesystem::copy_file(followed_, fmt::format("{}.{}", followed_, ++rotations_));
    std::filesystem::resize_file(followed_, 0);
    begin_followed();
}

void sources::feed() {
    append();
    std::string body;
    for (const drawn_row& row : world_.draw(next_name("p"), rows_a_post)) body += row.json() + "\n";
    poster_.post(std::move(body));
    switch (world_.random.below(4)) {
        case 0:
            return run("attrib-stream", {"--rate", "2000", "--batch-rows", "20",
                                         write_file(next_name("s"), rows_a_file)});
        case 1: {  // two at once, with other batches
            const std::string path = write_file(next_name("d"), rows_a_file);
            run("attrib-stream", {"--rate", "2000", "--batch-rows", "17", path});
            return run("attrib-stream", {"--rate", "1500", "--batch-rows", "25", path});
        }
        case 2: {
            const std::string name = next_name("i");
            return run("attrib-stream", {"--batch-rows", "20", "--source", name, "-"},
                       write_file(name, rows_a_file));
        }
        default:
            return run("attrib-load", {write_file(next_name("l"), rows_a_file)});
    }
}

bool sources::finish() {
    append_to(followed_, std::exchange(held_back_, {}));
    return poster_.is_idle();
}

}  // namespace attrib::test
