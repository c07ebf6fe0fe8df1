using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MlOps.Codegen.Sql.Specification.Servers;

/// <summary>A running throw-away server: its directory, its port, and the shell that guards them.</summary>
/// <remarks>
/// The guard reads from a pipe that only the test process holds open. However that process ends, killed included,
/// the pipe closes, and the guard stops the server and deletes its directory.
/// </remarks>
internal sealed class PostgreSqlProcess : IDisposable
{
    // Arguments: binaries, directory, port, further settings, then the command that drops root's rights (may be empty).
    // The settings give up durability: nobody wants this data after a crash.
    private const string Guard = """
        trap '' HUP INT TERM
        bin=$1 dir=$2 port=$3 settings=$4
        shift 4
        start() {
            "$@" "$bin/initdb" -D "$dir/data" -U postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync ||
            "$@" "$bin/initdb" -D "$dir/data" -U postgres --auth=trust --encoding=UTF8 --locale=C --no-sync || return
            cat >> "$dir/data/postgresql.conf" <<END
        listen_addresses = '127.0.0.1'
        port = $port
        unix_socket_directories = ''
        max_connections = 200
        fsync = off
        full_page_writes = off
        synchronous_commit = off
        $settings
        END
            "$@" "$bin/pg_ctl" -D "$dir/data" -l "$dir/data/server.log" -t 60 -w start
        }
        cd "$dir"
        if start "$@" > "$dir/start.log" 2>&1 < /dev/null; then
            echo ready
            read -r _
            "$@" "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop > /dev/null 2>&1
        else
            cat "$dir/start.log" "$dir/data/server.log" 2> /dev/null
        fi
        cd /
        rm -rf "$dir"
        """;

    private readonly Process guard;

    private PostgreSqlProcess(Process guard, string directory, int port)
    {
        this.guard = guard;
        Directory = directory;
        Port = port;
    }

    public string Directory { get; }

    public int Port { get; }

    public static PostgreSqlProcess Start(PostgreSqlBinaries binaries, string settings = "")
    {
        // Another process may take the free port before the server does.
        const int Attempts = 3;
        string output = "";
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (TryStart(binaries, settings, out output) is { } process)
            {
                return process;
            }
        }

        throw new InvalidOperationException($"PostgreSQL from {binaries.Directory} did not start:\n{output}");
    }

    public void Dispose()
    {
        guard.StandardInput.Close();
        guard.WaitForExit(TimeSpan.FromSeconds(60));
        guard.Dispose();
    }

    private static PostgreSqlProcess? TryStart(PostgreSqlBinaries binaries, string settings, out string output)
    {
        string directory = System.IO.Directory.CreateTempSubdirectory("mlops-postgres-").FullName;
        int port = FreePort();
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (string argument in (string[])["-c", Guard, "sh", binaries.Directory, directory, port.ToString(CultureInfo.InvariantCulture), settings])
        {
            start.ArgumentList.Add(argument);
        }

        // The server refuses to run as root.
        if (Environment.IsPrivilegedProcess)
        {
            UnprivilegedUser user = UnprivilegedUser.Find();
            user.Own(directory);
            foreach (string argument in user.CommandPrefix())
            {
                start.ArgumentList.Add(argument);
            }
        }

        Process guard = Process.Start(start)!;
        output = guard.StandardOutput.ReadLine() ?? "";
        if (output == "ready")
        {
            return new PostgreSqlProcess(guard, directory, port);
        }

        output += "\n" + guard.StandardOutput.ReadToEnd();
        guard.WaitForExit();
        guard.Dispose();
        return null;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
