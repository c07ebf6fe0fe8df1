using System.Net.Sockets;

namespace MlOps.Codegen.Sql.Specification.Servers;

/// <summary>Whether containers can be started here.</summary>
internal static class DockerEngine
{
    /// <summary>Asks where clients would look, without waiting long.</summary>
    /// <returns>True if something accepts connections there.</returns>
    public static bool Answers()
    {
        if (Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 } host
            && Uri.TryCreate(host, UriKind.Absolute, out Uri? address))
        {
            return address.Scheme == "unix" ? SocketAccepts(address.AbsolutePath) : PortAccepts(address);
        }

        return OperatingSystem.IsWindows()
            ? File.Exists(@"\\.\pipe\docker_engine")
            : SocketAccepts("/var/run/docker.sock")
                || SocketAccepts(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".docker/run/docker.sock"));
    }

    private static bool SocketAccepts(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static bool PortAccepts(Uri address)
    {
        try
        {
            using var client = new TcpClient();
            return client.ConnectAsync(address.Host, address.Port).Wait(TimeSpan.FromSeconds(2));
        }
        catch (AggregateException)
        {
            return false;
        }
    }
}
