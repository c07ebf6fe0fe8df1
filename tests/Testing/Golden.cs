using Newtonsoft.Json.Linq;
using Snapshooter;
using Snapshooter.Core;
using Snapshooter.Xunit;

namespace MlOps.Codegen.Testing;

/// <summary>Compares a text with the golden file that was accepted for it.</summary>
/// <remarks>
/// Snapshooter's own entry looks for settings among all types of all loaded assemblies, at every comparison. Here that meets types of
/// generated assemblies at the moment at which they are unloaded, and the runtime dies of it. Texts need no settings.
/// </remarks>
public static class Golden
{
    private static readonly Snapshooter.Snapshooter Comparison = Create();

    /// <summary>Compares a text with the file that is named after the calling test.</summary>
    /// <param name="text">The text.</param>
    public static void Match(string text) => Match(text, Comparison.ResolveSnapshotFullName(null, null));

    /// <summary>Compares a text with a golden file.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">The file.</param>
    public static void Match(string text, SnapshotFullName name) => Comparison.AssertSnapshot(text, name, options => options);

    private static Snapshooter.Snapshooter Create()
    {
        var serializer = new TextSerializer();
        var files = new SnapshotFileHandler();
        return new Snapshooter.Snapshooter(
            new SnapshotAssert(
                serializer, files, new SnapshotEnvironmentCleaner(files), new TextComparer(),
                new JsonSnapshotFormatter(serializer)),
            new SnapshotFullNameResolver(new XunitSnapshotFullNameReader()));
    }

    private sealed class TextComparer : ISnapshotComparer
    {
        private readonly XunitAssert assert = new();

        public void CompareSnapshots(string expectedSnapshot, string actualSnapshot, MatchOptions matchOptions) =>
            assert.Assert(Lines(expectedSnapshot), Lines(actualSnapshot));

        // A checkout may have other ends of lines.
        private static string Lines(string text) => text.ReplaceLineEndings("\n");
    }

    private sealed class TextSerializer : ISnapshotSerializer
    {
        public string SerializeObject(object? objectToSerialize) => (string)objectToSerialize!;

        public string SerializeJsonToken(JToken? token) => throw new NotSupportedException("golden files hold text");

        public JToken Deserialize(string? serializedJsonString) => throw new NotSupportedException("golden files hold text");
    }
}
