#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <libattrib/core/base64.hpp>
#include <libattrib/core/utf8.hpp>
#include <libattrib/http/signed_token.hpp>
#include <nlohmann/json.hpp>
#include <sstream>

namespace attrib {
namespace {

using token_json = nlohmann::json;

constexpr int min_key_bits = 2048;
constexpr std::size_t max_key_file = std::size_t{1} << 20;
constexpr std::chrono::seconds clock_tolerance{60};
constexpr std::chrono::seconds look_again_after{1};

template <class Type, void (*Free)(Type*)>
struct freed_by {
    void operator()(Type* owned) const noexcept { Free(owned); }
};
using big_number = std::unique_ptr<BIGNUM, freed_by<BIGNUM, BN_free>>;
using key_builder = std::unique_ptr<OSSL_PARAM_BLD, freed_by<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>>;
using key_parameters = std::unique_ptr<OSSL_PARAM, freed_by<OSSL_PARAM, OSSL_PARAM_free>>;
using key_context = std::unique_ptr<EVP_PKEY_CTX, freed_by<EVP_PKEY_CTX, EVP_PKEY_CTX_free>>;
using digest_context = std::unique_ptr<EVP_MD_CTX, freed_by<EVP_MD_CTX, EVP_MD_CTX_free>>;
using certificate = std::unique_ptr<X509, freed_by<X509, X509_free>>;
using memory_file = std::unique_ptr<BIO, freed_by<BIO, BIO_free_all>>;
using shared_key = std::shared_ptr<EVP_PKEY>;

const unsigned char* bytes_of(std::string_view text) noexcept {
    return reinterpret_cast<const unsigned char*>(text.data());
}

// Null where it is no RSA key of enough bits.
shared_key usable(EVP_PKEY* owned) {
    shared_key key(owned, EVP_PKEY_free);
    const bool is_good = owned != nullptr && EVP_PKEY_is_a(owned, "RSA") == 1 &&
                         EVP_PKEY_get_bits(owned) >= min_key_bits;
    return is_good ? key : nullptr;
}

big_number number_of(const std::string& base64) {
    const auto bytes = from_base64(base64);
    if (!bytes || bytes->empty()) return nullptr;
    return big_number(BN_bin2bn(bytes_of(*bytes), static_cast<int>(bytes->size()), nullptr));
}

shared_key key_of(const std::string& modulus, const std::string& exponent) {
    const big_number n = number_of(modulus);
    const big_number e = number_of(exponent);
    const key_builder builder(OSSL_PARAM_BLD_new());
    if (!n || !e || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1)
        return nullptr;
    const key_parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
    const key_context context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
    EVP_PKEY* made = nullptr;
    if (!context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
        return nullptr;
    return usable(made);
}

// Certificates and public keys; others are skipped.
std::vector<shared_key> keys_of_pem(std::string_view text) {
    std::vector<shared_key> keys;
    for (std::size_t begin = text.find("-----BEGIN "); begin != std::string_view::npos;
         begin = text.find("-----BEGIN ", begin + 1)) {
        const std::string_view rest = text.substr(begin);
        const memory_file file(BIO_new_mem_buf(rest.data(), static_cast<int>(rest.size())));
        shared_key key;
        if (rest.starts_with("-----BEGIN CERTIFICATE")) {
            const certificate read(PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr));
            if (read) key = usable(X509_get_pubkey(read.get()));
        } else {
            key = usable(PEM_read_bio_PUBKEY(file.get(), nullptr, nullptr, nullptr));
        }
        if (key) keys.push_back(std::move(key));
    }
    return keys;
}

std::string text_in(const token_json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool is_signed_by(EVP_PKEY* key, std::string_view text, std::string_view signature) {
    const digest_context context(EVP_MD_CTX_new());
    return context &&
           EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
           EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(text),
                            text.size()) == 1;
}

struct token_parts {
    token_json header;
    token_json claims;
    std::string_view signed_text;
    std::string signature;
};

token_json object_of(std::string_view base64) {
    const auto text = from_base64(base64);
    token_json parsed = text ? token_json::parse(*text, nullptr, false) : token_json();
    return parsed.is_object() ? parsed : token_json();
}

std::optional<token_parts> parts_of(std::string_view token) {
    const std::size_t first = token.find('.');
    const std::size_t second =
        first == std::string_view::npos ? std::string_view::npos : token.find('.', first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    auto signature = from_base64(token.substr(second + 1));
    token_parts parts{object_of(token.substr(0, first)),
                      object_of(token.substr(first + 1, second - first - 1)),
                      token.substr(0, second),
                      {}};
    if (!signature || parts.header.is_null() || parts.claims.is_null()) return std::nullopt;
    parts.signature = *std::move(signature);
    return parts;
}

bool names(const token_json& claims, const std::string& audience) {
    const auto found = claims.find("aud");
    if (found == claims.end()) return false;
    if (found->is_array()) return std::ranges::find(*found, token_json(audience)) != found->end();
    return *found == audience;
}

std::optional<timestamp> time_in(const token_json& claims, const char* name) {
    constexpr std::int64_t latest = std::int64_t{1} << 40;
    const auto found = claims.find(name);
    if (found == claims.end() || !found->is_number()) return std::nullopt;
    const auto seconds = found->get<double>();
    if (!(seconds >= 0 && seconds < static_cast<double>(latest))) return std::nullopt;
    return timestamp(std::chrono::seconds(static_cast<std::int64_t>(seconds)));
}

std::optional<std::string> refusal_of(const token_json& claims, const token_rules& rules) {
    const timestamp now = rules.now();
    const auto expiry = time_in(claims, "exp");
    const auto begin = time_in(claims, "nbf");
    if (!expiry) return "the token has no expiry (exp)";
    if (now > *expiry + clock_tolerance)
        return fmt::format("the token expired at {}; is the clock of one of us wrong?",
                           to_string(*expiry));
    if (begin && now < *begin - clock_tolerance)
        return fmt::format("the token is not valid before {}", to_string(*begin));
    if (!names(claims, rules.audience))
        return fmt::format(
            "the token is for another audience than {}; set the subscription's "
            "audience or --push-audience",
            rules.audience);
    const std::string issuer = text_in(claims, "iss");
    if (std::ranges::find(rules.issuers, issuer) == rules.issuers.end())
        return fmt::format("the token's issuer is not {}", rules.issuers.front());
    if (rules.email.empty()) return std::nullopt;
    const auto verified = claims.find("email_verified");
    if (text_in(claims, "email") != rules.email || verified == claims.end() || *verified != true)
        return fmt::format("the token is not of the service account {}", rules.email);
    return std::nullopt;
}

result<std::string> read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return error{errno == ENOENT ? errc::file_not_found : errc::file_unreadable,
                     path + ": cannot be opened as a file of keys: " + std::strerror(errno)};
    std::string text(max_key_file + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (file.bad() || text.size() > max_key_file)
        return error{errc::file_unreadable, path + ": cannot be read as a file of keys"};
    return text;
}

}  // namespace

result<signing_keys> signing_keys::parse(std::string_view text) {
    signing_keys found;
    const token_json document = token_json::parse(text, nullptr, false);
    if (document.is_object() && document.contains("keys")) {
        for (const token_json& each : document["keys"]) {
            if (!each.is_object() || text_in(each, "kty") != "RSA") continue;
            if (auto key = key_of(text_in(each, "n"), text_in(each, "e")))
                found.keys_.push_back({text_in(each, "kid"), std::move(key)});
        }
    } else if (document.is_object()) {
        for (const auto& [id, pem] : document.items())
            if (pem.is_string())
                for (auto& key : keys_of_pem(pem.get<std::string>()))
                    found.keys_.push_back({id, std::move(key)});
    } else {
        for (auto& key : keys_of_pem(text)) found.keys_.push_back({{}, std::move(key)});
    }
    if (found.keys_.empty())
        return error{errc::invalid_option,
                     "holds no public RSA key of 2048 bits or more; it must be a JSON Web Key Set, "
                     "or certificates or public keys in PEM"};
    return found;
}

bool signing_keys::verify(std::string_view key_id, std::string_view text,
                          std::string_view signature) const {
    return std::ranges::any_of(keys_, [&](const key& each) {
        return (each.id.empty() || each.id == key_id) &&
               is_signed_by(each.rsa.get(), text, signature);
    });
}

result<std::shared_ptr<token_verifier>> token_verifier::open(token_rules rules) {
    if (!rules.now)
        rules.now = [] {
            return std::chrono::floor<microseconds>(std::chrono::system_clock::now());
        };
    std::shared_ptr<token_verifier> made(new token_verifier(std::move(rules)));
    if (const auto read = made->read_keys(); !read) return read.error();
    return made;
}

// REQUIRES: the lock, or that nobody else has it yet.
result<void> token_verifier::read_keys() {
    auto text = read_file(rules_.keys_file);
    if (!text) return text.error();
    if (!text->empty() && *text == text_) return {};
    auto keys = signing_keys::parse(*text);
    if (!keys) return error{keys.error().code, rules_.keys_file + ": " + keys.error().message};
    keys_ = *std::move(keys);
    text_ = *std::move(text);
    return {};
}

bool token_verifier::is_signed(std::string_view key_id, std::string_view text,
                               std::string_view signature) {
    const std::scoped_lock lock(mutex_);
    if (keys_.verify(key_id, text, signature)) return true;
    // Google changes its keys every few days. A file that is broken for a moment leaves the old
    // ones.
    const timestamp now = rules_.now();
    if (now - looked_at_ < look_again_after) return false;
    looked_at_ = now;
    return read_keys() && keys_.verify(key_id, text, signature);
}

std::optional<std::string> token_verifier::refusal(std::string_view authorization) {
    constexpr std::string_view bearer = "bearer ";
    if (ascii_lower(authorization.substr(0, bearer.size())) != bearer)
        return "send the signed token as `Authorization: Bearer TOKEN`: turn on authentication of "
               "the push subscription";
    const auto parts = parts_of(authorization.substr(bearer.size()));
    if (!parts) return "the token is no JWT";
    // Not even a token says how it is to be checked.
    if (text_in(parts->header, "alg") != "RS256") return "the token is not signed by RS256";
    const std::string key_id = text_in(parts->header, "kid");
    if (!is_signed(key_id, parts->signed_text, parts->signature))
        return fmt::format(
            "no key of {} made the signature of the token: get the issuer's current "
            "keys, if it is real",
            rules_.keys_file);
    return refusal_of(parts->claims, rules_);
}

}  // namespace attrib
