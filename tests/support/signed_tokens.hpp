/// @file
/// A key pair and the tokens that it signs, as a push service has them.
#pragma once

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <libattrib/core/base64.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

namespace attrib::test {

class token_signer {
   public:
    explicit token_signer(std::string id = "key-1", unsigned bits = 2048)
        : id_(std::move(id)), key_(EVP_RSA_gen(bits), EVP_PKEY_free) {}

    [[nodiscard]] std::string token(const nlohmann::json& claims,
                                    const std::string& algorithm = "RS256") const {
        const std::string text =
            to_base64url(nlohmann::json{{"alg", algorithm}, {"kid", id_}, {"typ", "JWT"}}.dump()) +
            '.' + to_base64url(claims.dump());
        const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(),
                                                                         EVP_MD_CTX_free);
        const auto* const bytes = reinterpret_cast<const unsigned char*>(text.data());
        std::size_t size = 0;
        EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get());
        EVP_DigestSign(context.get(), nullptr, &size, bytes, text.size());
        std::string signature(size, '\0');
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                       bytes, text.size());
        signature.resize(size);
        return text + '.' + to_base64url(signature);
    }

    /// One of the keys of a JSON Web Key Set.
    [[nodiscard]] nlohmann::json web_key() const {
        return {{"kty", "RSA"},
                {"alg", "RS256"},
                {"use", "sig"},
                {"kid", id_},
                {"n", number(OSSL_PKEY_PARAM_RSA_N)},
                {"e", number(OSSL_PKEY_PARAM_RSA_E)}};
    }
    [[nodiscard]] std::string web_key_set() const {
        return nlohmann::json{{"keys", nlohmann::json::array({web_key()})}}.dump();
    }

    [[nodiscard]] std::string pem() const {
        const std::unique_ptr<BIO, void (*)(BIO*)> file(BIO_new(BIO_s_mem()), BIO_free_all);
        PEM_write_bio_PUBKEY(file.get(), key_.get());
        char* text = nullptr;
        const long size = BIO_get_mem_data(file.get(), &text);
        return {text, static_cast<std::size_t>(size)};
    }

   private:
    [[nodiscard]] std::string number(const char* name) const {
        BIGNUM* read = nullptr;
        EVP_PKEY_get_bn_param(key_.get(), name, &read);
        std::string bytes(static_cast<std::size_t>(BN_num_bytes(read)), '\0');
        BN_bn2bin(read, reinterpret_cast<unsigned char*>(bytes.data()));
        BN_free(read);
        return to_base64url(bytes);
    }

    std::string id_;
    std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key_;
};

}  // namespace attrib::test
