using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace MlOps.Codegen.Sql.PostgreSql.Tests.Servers;

/// <summary>Stands between a client and a server of PostgreSQL, and counts what the server sends: bytes, and rows of results.</summary>
internal sealed class CountingProxy : IDisposable
{
    private const int Header = 5;
    private const byte DataRow = (byte)'D';

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly TcpClient server = new();
    private readonly Thread forth;
    private readonly Thread back;
    private readonly Lock gate = new();
    private TcpClient? client;
    private long bytes;
    private long rows;

    /// <summary>Waits for one connection.</summary>
    /// <param name="connectionString">What leads to the server.</param>
    public CountingProxy(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        listener.Start();
        server.Connect(builder.Host!, builder.Port);
        forth = new Thread(() => Pump(() => (client = listener.AcceptTcpClient()).GetStream(), server.GetStream, _ => { }));
        back = new Thread(() => Pump(server.GetStream, () => client!.GetStream(), new Counter(this).Count));
        builder.Host = "127.0.0.1";
        builder.Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        builder.Pooling = false;
        builder.SslMode = SslMode.Disable;
        builder.GssEncryptionMode = GssEncryptionMode.Disable;
        ConnectionString = builder.ConnectionString;
        forth.Start();
        back.Start();
    }

    /// <summary>Leads to the server by this way.</summary>
    public string ConnectionString { get; }

    /// <summary>What the server has sent since this was asked before.</summary>
    public (long Rows, long Bytes) Sent()
    {
        lock (gate)
        {
            (long, long) sent = (rows, bytes);
            rows = 0;
            bytes = 0;
            return sent;
        }
    }

    public void Dispose()
    {
        server.Dispose();
        client?.Dispose();
        listener.Dispose();
        forth.Join();
        back.Join();
    }

    private static void Pump(Func<NetworkStream> from, Func<NetworkStream> to, Action<ReadOnlyMemory<byte>> see)
    {
        byte[] buffer = new byte[1 << 16];
        try
        {
            NetworkStream source = from();
            int length;
            while ((length = source.Read(buffer)) > 0)
            {
                see(buffer.AsMemory(0, length));
                to().Write(buffer, 0, length);
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The other side has gone.
        }
    }

    // A message is a letter, its length without the letter, and what it says.
    private sealed class Counter(CountingProxy proxy)
    {
        private readonly byte[] header = new byte[Header];
        private int known;
        private long skip;

        public void Count(ReadOnlyMemory<byte> received)
        {
            lock (proxy.gate)
            {
                proxy.bytes += received.Length;
                ReadOnlySpan<byte> rest = received.Span;
                while (!rest.IsEmpty)
                {
                    int skipped = (int)Math.Min(skip, rest.Length);
                    skip -= skipped;
                    rest = rest[skipped..];
                    while (skip == 0 && !rest.IsEmpty && known < Header)
                    {
                        header[known++] = rest[0];
                        rest = rest[1..];
                    }

                    if (known == Header)
                    {
                        proxy.rows += header[0] == DataRow ? 1 : 0;
                        skip = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1)) - sizeof(int);
                        known = 0;
                    }
                }
            }
        }
    }
}
