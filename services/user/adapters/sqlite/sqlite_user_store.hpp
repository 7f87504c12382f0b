#pragma once

#include "platform/sqlite/store.hpp"
#include "services/user/ports/user_store.hpp"

namespace boxoffice::user {

/// The user service's SQLite file.
class SqliteUserStore final : public UserStore {
public:
    /// Opens or makes the file; throws as sqlite::Store does.
    SqliteUserStore(Loop& loop, const std::string& path);

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

    /// For moving to another store: sessions by id, those after `id`.
    Task<std::vector<Session>> sessions_after(std::string id, std::size_t most);

private:
    sqlite::Store store_;
};

}  // namespace boxoffice::user
