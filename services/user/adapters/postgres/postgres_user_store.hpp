#pragma once

#include "platform/postgres/pool.hpp"
#include "services/user/ports/user_store.hpp"

namespace boxoffice::user {

/// The user service's PostgreSQL database, which any number of instances share. Calls throw Unavailable while the
/// server is away.
class PostgresUserStore final : public UserStore {
public:
    /// The pool must outlive the store. Nothing is asked of the server before `prepare`.
    explicit PostgresUserStore(postgres::Pool& pool) : pool_(pool) {}

    /// Brings the schema up to date; safe from many instances at once. Throws Unavailable when the server does not
    /// answer (call it again), std::runtime_error when the schema is newer than this program.
    Task<> prepare();

    Task<std::expected<Added, AddRejection>> add(Account account, std::optional<IdempotencyKey> key, KeptAnswer answer,
                                                 Timestamp now) override;
    Task<std::optional<Account>> find(UserId id) override;
    Task<std::optional<Account>> find_by_email(std::string email) override;
    Task<std::vector<User>> list(UserFilter filter) override;
    Task<bool> has_admin() override;
    Task<std::expected<Changed, ChangeRejection>> change(UserId id, UserChange change, ExpectedRevision expected,
                                                         Timestamp now) override;
    Task<std::optional<User>> open_session(Session session, std::string password_hash, Timestamp now) override;
    Task<auth::Revocation> end_session(std::string id, Timestamp expires_at) override;
    Task<std::vector<auth::Revocation>> revocations_after(std::int64_t sequence, std::size_t limit) override;
    Task<std::vector<std::string>> register_key(std::string key_id, std::string jwk, Timestamp now) override;

private:
    postgres::Pool& pool_;
};

}  // namespace boxoffice::user
