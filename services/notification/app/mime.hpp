#pragma once

#include "platform/time/timestamp.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::notification::mime {

/// Quoted-printable (RFC 2045, section 6.7) of text whose lines end with LF: lines of at most 76 characters, ended by
/// CRLF.
std::string quoted_printable(std::string_view text);

/// Unstructured header text (RFC 2047): as it is when it is printable ASCII, else in encoded words of at most 75
/// characters that are never cut within a character. Control characters become spaces, so no header can be smuggled in.
std::string header_text(std::string_view text);

/// "Name <address>", the name quoted or encoded as needed; the bare address without a name.
std::string mailbox(std::string_view name, std::string_view address);

/// A header with its CRLF, folded at spaces so that lines stay within 78 characters where they can (RFC 5322, 2.2.3).
std::string header(std::string_view name, std::string_view value);

/// RFC 5322, section 3.3: "Sun, 14 Mar 2027 20:00:00 +0000".
std::string date(Timestamp time);

/// Base64 (RFC 2045, section 6.8) in lines of 76 characters, each ended by CRLF.
std::string base64(std::string_view bytes);

/// A picture that an HTML text shows: as "cid:" and its id.
struct Picture {
    std::string content_id;  ///< "name@domain", unique in the world
    std::string file_name;   ///< ends with .png
    std::string png;
};

/// A multipart/alternative body of a plain and an HTML text (the headers Content-Type and MIME-Version included), the
/// latter together with its picture, if it has one (RFC 2387). `boundary` must not occur in any part; quoted-printable
/// text never holds "=_".
std::string alternatives(std::string_view boundary, std::string_view plain, std::string_view html,
                         const std::optional<Picture>& picture);

}  // namespace boxoffice::notification::mime
