/**
 * How login, sshd and PAM ask for a password in languages that systems are installed in: Linux-PAM, shadow and util-linux have them translated, by the
 * locale of the board. The source of a pattern that needs no flag.
 */
export const passwordWords =
  '\\b[Pp]ass(?:word|wort|phrase)|[Mm]ot de passe|[Cc]ontraseña|[Ss]enha|[Ww]achtwoord|[Ll]ösenord|[Hh]asło|[Hh]eslo|[Pp]arola|[Пп]ароль|密码|密碼|パスワード|암호';
