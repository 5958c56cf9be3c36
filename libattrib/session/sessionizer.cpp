#include <libattrib/session/sessionizer.hpp>

namespace attrib {

std::vector<session> sessionize(std::span<const event> timeline, microseconds timeout) {
    std::vector<session> sessions;
    sessionize<event>(timeline, timeout, sessions);
    return sessions;
}

}  // namespace attrib
