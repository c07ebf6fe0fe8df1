using System.Text;

namespace MlOps.Codegen.Cli.Tests.Running;

/// <summary>
/// Stands for the console, which is one for the process, so that tests can run commands side by side: what a thread writes, or one that it
/// has started, goes where that thread's command writes to.
/// </summary>
/// <param name="otherwise">Where everything else goes.</param>
internal sealed class ConsoleRoute(TextWriter otherwise) : TextWriter
{
    private readonly AsyncLocal<TextWriter?> destination = new();

    public override Encoding Encoding => otherwise.Encoding;

    private TextWriter Writer => destination.Value ?? otherwise;

    /// <summary>Leads what this thread writes from now on to a writer of its own.</summary>
    /// <param name="writer">The writer.</param>
    public void Lead(TextWriter writer) => destination.Value = writer;

    public override void Write(char value) => Writer.Write(value);

    public override void Write(char[] buffer, int index, int count) => Writer.Write(buffer, index, count);

    public override void Write(ReadOnlySpan<char> buffer) => Writer.Write(buffer);

    public override void Write(string? value) => Writer.Write(value);

    public override void Flush() => Writer.Flush();
}
