using System.Globalization;

namespace MlOps.Codegen.Sql.Specification.Servers;

/// <summary>An installation of PostgreSQL's server programs.</summary>
/// <param name="Directory">Where <c>initdb</c> and <c>pg_ctl</c> are.</param>
internal sealed record PostgreSqlBinaries(string Directory)
{
    // Debian keeps the server's programs out of PATH, in a directory per major version.
    private const string DebianRoot = "/usr/lib/postgresql";

    /// <summary>Finds the newest installation, else the one in PATH; null where there is none.</summary>
    public static PostgreSqlBinaries? Find()
    {
        // The server is started through a shell.
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        string? directory = DebianDirectories().Concat(PathDirectories()).FirstOrDefault(HasServer);
        return directory is null ? null : new PostgreSqlBinaries(directory);
    }

    private static IEnumerable<string> DebianDirectories() =>
        System.IO.Directory.Exists(DebianRoot)
            ? System.IO.Directory.GetDirectories(DebianRoot).OrderByDescending(MajorVersion).Select(version => Path.Combine(version, "bin"))
            : [];

    private static IEnumerable<string> PathDirectories() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    private static bool HasServer(string directory) =>
        File.Exists(Path.Combine(directory, "initdb")) && File.Exists(Path.Combine(directory, "pg_ctl"));

    private static double MajorVersion(string directory) =>
        double.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out double version) ? version : 0;
}
