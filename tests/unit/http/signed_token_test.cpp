#include <libattrib/http/signed_token.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>
#include <tests/support/signed_tokens.hpp>

namespace attrib::test {
namespace {

using Catch::Matchers::Contains;
using nlohmann::json;

constexpr std::int64_t now = 1'740'823'200;

json claims() {
    return {{"aud", "https://t.shop.example/pubsub/push"},
            {"iss", "https://accounts.google.com"},
            {"exp", now + 3600},
            {"iat", now},
            {"email", "push@shop.example"},
            {"email_verified", true}};
}

json with(const char* name, const json& value) {
    json changed = claims();
    changed[name] = value;
    return changed;
}

class verifying {
   public:
    explicit verifying(const std::string& keys, const std::string& email = {})
        : file_(folder_.write("keys", keys)),
          verifier_(token_verifier::open(
                        {.keys_file = file_,
                         .audience = "https://t.shop.example/pubsub/push",
                         .email = email,
                         .now = [this] { return timestamp(std::chrono::seconds(now + later)); }})
                        .value()) {}

    // Empty where the token is good.
    [[nodiscard]] std::string refusal(const std::string& token) {
        return verifier_->refusal("Bearer " + token).value_or("");
    }
    void write(const std::string& keys) { file_ = folder_.write("keys", keys); }
    [[nodiscard]] token_verifier& verifier() { return *verifier_; }

    std::int64_t later = 0;

   private:
    temporary_directory folder_;
    std::string file_;
    std::shared_ptr<token_verifier> verifier_;
};

}  // namespace

TEST_CASE("a token of a known key with the right claims is good, whatever form the keys have") {
    const token_signer signer;
    const std::string token = signer.token(claims());
    CHECK(verifying(signer.web_key_set()).refusal(token).empty());
    CHECK(verifying(signer.pem()).refusal(token).empty());
    CHECK(verifying(json{{"key-1", signer.pem()}}.dump()).refusal(token).empty());
    CHECK(verifying(signer.web_key_set(), "push@shop.example").refusal(token).empty());
    json several = claims();
    several["aud"] = json::array({"https://other.example", "https://t.shop.example/pubsub/push"});
    CHECK(verifying(signer.pem()).refusal(signer.token(several)).empty());
}

TEST_CASE("each claim that is wrong is named") {
    const token_signer signer;
    verifying by(signer.web_key_set(), "push@shop.example");
    CHECK_THAT(by.refusal(signer.token(with("aud", "https://other.example"))),
               Contains("audience"));
    CHECK_THAT(by.refusal(signer.token(with("iss", "https://evil.example"))), Contains("issuer"));
    CHECK_THAT(by.refusal(signer.token(with("exp", now - 61))), Contains("expired"));
    CHECK(by.refusal(signer.token(with("exp", now - 59))).empty());
    CHECK_THAT(by.refusal(signer.token(with("exp", "never"))), Contains("no expiry"));
    CHECK_THAT(by.refusal(signer.token(with("nbf", now + 61))), Contains("not valid before"));
    CHECK_THAT(by.refusal(signer.token(with("email", "other@shop.example"))),
               Contains("service account"));
    CHECK_THAT(by.refusal(signer.token(with("email_verified", false))),
               Contains("service account"));
}

TEST_CASE("a signature counts by RS256 alone and for the very bytes") {
    const token_signer signer;
    const token_signer other;
    verifying by(signer.web_key_set());
    const std::string token = signer.token(claims());
    CHECK_THAT(by.refusal(other.token(claims())), Contains("no key of"));
    CHECK_THAT(by.refusal(signer.token(claims(), "none")), Contains("RS256"));
    CHECK_THAT(by.refusal(signer.token(claims(), "HS256")), Contains("RS256"));
    const std::size_t dot = token.find('.');
    std::string changed = token;
    changed[dot + 5] = changed[dot + 5] == 'A' ? 'B' : 'A';
    CHECK_FALSE(by.refusal(changed).empty());
    for (std::size_t size = 0; size < token.size(); size += 7)
        CHECK_FALSE(by.refusal(token.substr(0, size)).empty());
    CHECK_THAT(by.verifier().refusal("Basic a2V5Og==").value(), Contains("authentication"));
    CHECK_THAT(by.verifier().refusal("").value(), Contains("authentication"));
}

TEST_CASE("keys that change are read again, and a broken file leaves the old ones") {
    const token_signer old;
    const token_signer fresh("key-2");
    verifying by(old.web_key_set());
    by.write("broken");
    by.later = 2;
    CHECK_FALSE(by.refusal(fresh.token(claims())).empty());
    CHECK(by.refusal(old.token(claims())).empty());
    by.write(json{{"keys", json::array({old.web_key(), fresh.web_key()})}}.dump());
    by.later = 4;
    CHECK(by.refusal(fresh.token(claims())).empty());
    CHECK(by.refusal(old.token(claims())).empty());
}

TEST_CASE("a file without a usable key is refused with what it must be") {
    for (const std::string& text :
         {std::string(), std::string("{}"), std::string(R"({"keys":[]})"),
          std::string(R"({"keys":[{"kty":"RSA","kid":"a","n":"AQAB","e":"AQAB"}]})"),
          std::string("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"),
          token_signer("weak", 1024).pem()})
        CHECK(signing_keys::parse(text).error().code == errc::invalid_option);
    const temporary_directory folder;
    CHECK(token_verifier::open({.keys_file = folder.write("empty", ""), .audience = "a"})
              .error()
              .code == errc::invalid_option);
    CHECK(token_verifier::open({.keys_file = "/nonexistent", .audience = "a"}).error().code ==
          errc::file_not_found);
}

}  // namespace attrib::test
