using System.IO.Compression;
using System.Text;
using Microsoft.ML;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.MlNet.Archives;
using MlOps.Codegen.MlNet.Tests.Rows;

namespace MlOps.Codegen.MlNet.Tests.Archives;

/// <summary>Files from strangers end in a diagnostic, not in an exception, a full disk or foreign code.</summary>
public sealed class HostileArchiveTests
{
    private static readonly byte[] Valid = MakeModel();

    [Theory]
    [InlineData("../evil/Model.key")]
    [InlineData(@"..\evil\Model.key")]
    [InlineData("/etc/Model.key")]
    [InlineData(@"C:\evil\Model.key")]
    [InlineData("a/../../b")]
    [InlineData("a//b")]
    public void A_name_that_leads_out_of_the_archive_is_refused(string name) =>
        AssertRefused(Changed(archive => Write(archive, name, [1, 2, 3])), "MLC1030");

    [Fact]
    public void An_entry_that_is_there_twice_is_refused() => AssertRefused(
        Changed(archive => Write(archive, archive.Entries[0].FullName.Replace('\\', '/').ToUpperInvariant(), [1])), "MLC1030");

    [Fact]
    public void A_bomb_is_not_unpacked()
    {
        byte[] bomb = Changed(archive => Write(archive, "bomb", new byte[20 << 20]));
        Assert.True(bomb.Length < 1 << 20);

        AssertRefused(bomb, "MLC1030", new ArchiveLimits(1 << 20, 10 << 20, 100));
    }

    [Fact]
    public void More_entries_than_a_model_has_are_refused() => AssertRefused(
        Changed(archive =>
        {
            for (int i = 0; i < 50; i++)
            {
                Write(archive, $"entry{i}", []);
            }
        }),
        "MLC1030",
        new ArchiveLimits(1 << 20, 1 << 20, 40));

    [Fact]
    public void A_file_larger_than_the_limit_is_not_read() =>
        AssertRefused(Valid, "MLC1030", new ArchiveLimits(Valid.Length - 1, 1 << 20, 100));

    [Fact]
    public void What_is_no_archive_is_refused()
    {
        AssertRefused([], "MLC1030");
        AssertRefused("PK\u0003\u0004 and no more"u8.ToArray(), "MLC1030");
        AssertRefused(Encoding.UTF8.GetBytes("<PMML/>"), "MLC1030");
    }

    [Fact]
    public void An_archive_without_a_model_is_refused()
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Write(archive, "readme.txt", [65]);
        }

        AssertRefused(stream.ToArray(), "MLC1030");
    }

    [Fact]
    public void A_model_with_another_beginning_is_refused() =>
        AssertRefused(WithModelBytes(bytes => [.. "NO MODEL"u8, .. bytes[8..]]), "MLC1030");

    [Fact]
    public void Code_of_another_assembly_is_not_loaded()
    {
        byte[] from = Encoding.Unicode.GetBytes("Microsoft.ML");
        byte[] to = Encoding.Unicode.GetBytes("Evil.Codings");

        Diagnostic diagnostic = AssertRefused(
            WithModelBytes(bytes =>
            {
                int at = bytes.AsSpan().IndexOf(from);
                to.CopyTo(bytes, at);
                return bytes;
            }),
            "MLC1032");

        Assert.Contains("Evil.Codings", diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_ends_too_early_is_refused_wherever_it_ends()
    {
        for (int length = 0; length < Valid.Length; length += 1 + (Valid.Length / 60))
        {
            AssertRefused(Valid[..length], "MLC1030");
        }
    }

    [Fact]
    public void A_model_that_ends_too_early_is_refused() => AssertRefused(WithModelBytes(bytes => bytes[..300]));

    [Fact]
    public void Damaged_bytes_end_in_a_diagnostic_or_in_another_model()
    {
        var random = new Random(11);
        int refused = 0;
        for (int round = 0; round < 60; round++)
        {
            byte[] damaged = WithModelBytes(bytes =>
            {
                for (int i = 0; i < 3; i++)
                {
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                }

                return bytes;
            }, which: round);
            var diagnostics = new DiagnosticBag();
            MlNetModel? model = MlNetReader.Read(new MemoryStream(damaged), "model.zip", null, ArchiveLimits.Default, diagnostics);
            if (model is null || MlNetCompiler.Compile(model, "model", diagnostics) is null)
            {
                Assert.True(diagnostics.HasErrors);
                refused++;
            }
        }

        Assert.InRange(refused, 5, 60);
    }

    private static Diagnostic AssertRefused(byte[] archive, string? id = null, ArchiveLimits? limits = null)
    {
        var diagnostics = new DiagnosticBag();
        Assert.Null(MlNetReader.Read(new MemoryStream(archive), "model.zip", null, limits ?? ArchiveLimits.Default, diagnostics));
        Diagnostic diagnostic = Assert.Single(diagnostics);
        Assert.True(id is null || id == diagnostic.Id, diagnostic.ToString());
        return diagnostic;
    }

    private static byte[] Changed(Action<ZipArchive> change)
    {
        using var stream = new MemoryStream();
        stream.Write(Valid);
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            change(archive);
        }

        return stream.ToArray();
    }

    private static byte[] WithModelBytes(Func<byte[], byte[]> change, int which = 0)
    {
        using var source = new ZipArchive(new MemoryStream(Valid), ZipArchiveMode.Read);
        string[] models = [.. source.Entries.Where(entry => entry.FullName.EndsWith("Model.key", StringComparison.Ordinal)).Select(entry => entry.FullName)];
        using var stream = new MemoryStream();
        using (var target = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (ZipArchiveEntry entry in source.Entries)
            {
                using var bytes = new MemoryStream();
                using (Stream content = entry.Open())
                {
                    content.CopyTo(bytes);
                }

                bool isChosen = entry.FullName == models[which % models.Length];
                Write(target, entry.FullName, isChosen ? change(bytes.ToArray()) : bytes.ToArray());
            }
        }

        return stream.ToArray();
    }

    private static void Write(ZipArchive archive, string name, byte[] bytes)
    {
        using Stream stream = archive.CreateEntry(name).Open();
        stream.Write(bytes);
    }

    private static byte[] MakeModel()
    {
        var ml = new MLContext(seed: 7);
        IDataView training = ml.Data.LoadFromEnumerable(Customers.Training);
        ITransformer model = ml.Transforms.Categorical.OneHotEncoding("City").Append(ml.Transforms.Concatenate("Features", "City", "Income"))
            .Append(ml.BinaryClassification.Trainers.FastTree(numberOfTrees: 3, minimumExampleCountPerLeaf: 3)).Fit(training);
        using var stream = new MemoryStream();
        ml.Model.Save(model, training.Schema, stream);
        return stream.ToArray();
    }
}
