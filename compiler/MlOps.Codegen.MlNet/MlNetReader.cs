using System.Reflection;
using Microsoft.ML;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.MlNet.Archives;
using MlOps.Codegen.MlNet.Lowering;
using MlOps.Codegen.MlNet.Members;
using MlOps.Codegen.MlNet.Steps;

namespace MlOps.Codegen.MlNet;

/// <summary>Reads ML.NET's models: files that <c>MLContext.Model.Save</c> wrote, and transformers in memory. Files are not trusted.</summary>
public static class MlNetReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="diagnostics">Receives everything that is wrong with it.</param>
    /// <returns>The model; null where there is an error.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static MlNetModel? Read(string path, DiagnosticBag diagnostics)
    {
        using FileStream stream = File.OpenRead(path);
        return Read(stream, path, null, diagnostics);
    }

    /// <summary>Reads a saved model.</summary>
    /// <param name="stream">The archive.</param>
    /// <param name="path">What locations call it.</param>
    /// <param name="schema">The input's columns where the archive does not hold them; null for none.</param>
    /// <param name="diagnostics">Receives everything that is wrong with it.</param>
    /// <returns>The model; null where there is an error.</returns>
    public static MlNetModel? Read(Stream stream, string path, DataViewSchema? schema, DiagnosticBag diagnostics) =>
        Read(stream, path, schema, ArchiveLimits.Default, diagnostics);

    /// <summary>Reads a transformer in memory. It is saved and loaded first: so both ways lead to the same classes.</summary>
    /// <param name="transformer">The transformer, such as a chain that an estimator fitted.</param>
    /// <param name="schema">The columns that it is given.</param>
    /// <param name="diagnostics">Receives everything that is wrong with it.</param>
    /// <returns>The model; null where there is an error.</returns>
    public static MlNetModel? Read(ITransformer transformer, DataViewSchema schema, DiagnosticBag diagnostics)
    {
        const string Name = "model";
        using var stream = new MemoryStream();
        try
        {
            new MLContext().Model.Save(transformer, schema, stream);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or NotSupportedException)
        {
            // What cannot be saved holds code of the application: better than ML.NET's complaint is which column it makes.
            var location = new SourceLocation(Name, 0, 0);
            Step[] custom = [.. (Chain.Flatten(transformer, schema, location, diagnostics) ?? []).Where(StepCatalog.IsCustom)];
            foreach ((Step step, string column) in custom.SelectMany(step => step.Made.Select(column => (step, column.Name))))
            {
                diagnostics.Report(DiagnosticDescriptors.UnsupportedTransformer, location, column, step.Name, StepCatalog.CustomReason);
            }

            if (custom.Length == 0)
            {
                diagnostics.Report(DiagnosticDescriptors.UnreadableMlNetModel, location, MlNetMembers.Version, exception.Message);
            }

            return null;
        }

        stream.Position = 0;
        return Read(stream, Name, schema, diagnostics);
    }

    internal static MlNetModel? Read(
        Stream stream, string path, DataViewSchema? schema, ArchiveLimits limits, DiagnosticBag diagnostics)
    {
        var location = new SourceLocation(path, 0, 0);
        if (!HasMembers(MlNetMembers.All, location, diagnostics))
        {
            return null;
        }

        using MemoryStream? archive = ModelArchive.Open(stream, limits, location, diagnostics);
        if (archive is null || Load(archive, location, diagnostics) is not (var transformer, var stored))
        {
            return null;
        }

        if ((stored ?? schema) is not { } input)
        {
            diagnostics.Report(DiagnosticDescriptors.MissingInputSchema, location);
            return null;
        }

        return Chain.Flatten(transformer, input, location, diagnostics) is { } steps ? new MlNetModel(path, input, steps) : null;
    }

    /// <summary>Whether the ML.NET that is loaded has what is read of it; what it lacks is reported.</summary>
    /// <param name="members">What is read.</param>
    /// <param name="location">Where diagnostics point.</param>
    /// <param name="diagnostics">Where diagnostics go.</param>
    internal static bool HasMembers(IEnumerable<NonPublicMember> members, SourceLocation location, DiagnosticBag diagnostics)
    {
        bool complete = true;
        foreach (NonPublicMember member in members.Where(member => !member.Exists))
        {
            diagnostics.Report(DiagnosticDescriptors.MissingMember, location, MlNetMembers.Version, member);
            complete = false;
        }

        return complete;
    }

    // What a damaged file does inside of ML.NET is any exception: index, cast, decoding, memory. None is a bug of ours.
    private static (ITransformer Transformer, DataViewSchema? Schema)? Load(
        Stream archive, SourceLocation location, DiagnosticBag diagnostics)
    {
        try
        {
            ITransformer transformer = new MLContext(seed: 0).Model.Load(archive, out DataViewSchema? schema);
            return (transformer, schema);
        }
        catch (Exception exception) when (exception is not (StackOverflowException or ThreadAbortException))
        {
            Exception cause = exception;
            while (cause is TargetInvocationException or InvalidOperationException && cause.InnerException is { } inner)
            {
                cause = inner;
            }

            // That is how ML.NET says that a part is not there.
            string message = cause is NullReferenceException ? "it lacks a part, such as its transformers" : cause.Message;
            diagnostics.Report(DiagnosticDescriptors.UnreadableMlNetModel, location, MlNetMembers.Version, message);
            return null;
        }
    }
}
