using System.Diagnostics;

namespace MlOps.Codegen.Sql.Specification.Servers;

/// <summary>The user a server runs as when the tests run as root.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Id">Its number.</param>
/// <param name="Group">The number of its group.</param>
internal sealed record UnprivilegedUser(string Name, string Id, string Group)
{
    /// <summary><c>postgres</c>, where its package made it, else <c>nobody</c>.</summary>
    public static UnprivilegedUser Find()
    {
        UnprivilegedUser[] users =
        [
            .. File.ReadLines("/etc/passwd")
                .Select(line => line.Split(':'))
                .Where(fields => fields.Length > 3)
                .Select(fields => new UnprivilegedUser(fields[0], fields[2], fields[3])),
        ];
        return users.FirstOrDefault(user => user.Name == "postgres")
            ?? users.FirstOrDefault(user => user.Name == "nobody")
            ?? throw new InvalidOperationException("PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody.");
    }

    /// <summary>Gives a directory to this user.</summary>
    /// <param name="directory">The directory.</param>
    public void Own(string directory)
    {
        using Process process = Process.Start("chown", [$"{Id}:{Group}", directory]);
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"chown {Id}:{Group} {directory} ended with exit code {process.ExitCode}.");
        }
    }

    /// <summary>What to write before a command to run it as this user.</summary>
    /// <returns>A program and its arguments.</returns>
    /// <remarks>setpriv comes first because runuser goes through PAM, which small containers lack.</remarks>
    public string[] CommandPrefix() =>
        IsInPath("setpriv")
            ? ["setpriv", "--reuid", Id, "--regid", Group, "--clear-groups", "--"]
            : ["runuser", "-u", Name, "--"];

    private static bool IsInPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(directory => File.Exists(Path.Combine(directory, program)));
}
