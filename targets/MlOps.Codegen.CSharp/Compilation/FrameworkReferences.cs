using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using Microsoft.CodeAnalysis;
using MlOps.Runtime;

namespace MlOps.Codegen.CSharp.Compilation;

/// <summary>What generated code is compiled against: the assemblies that this process runs.</summary>
internal static class FrameworkReferences
{
    private static readonly Lazy<ImmutableArray<MetadataReference>> Loaded = new(() =>
    [
        Of(typeof(object).Assembly),
        Of(Assembly.Load("System.Runtime")),
        Of(typeof(IScorer).Assembly),
    ]);

    /// <summary>The core library, the façade that MlOps.Runtime names it by, and MlOps.Runtime.</summary>
    public static ImmutableArray<MetadataReference> All => Loaded.Value;

    // Metadata in memory, because a program published as a single file has no assembly files.
    private static unsafe PortableExecutableReference Of(Assembly assembly)
    {
        if (!assembly.TryGetRawMetadata(out byte* metadata, out int length))
        {
            throw new InvalidOperationException($"the metadata of {assembly.GetName().Name} cannot be read");
        }

        return AssemblyMetadata.Create(ModuleMetadata.CreateFromMetadata((IntPtr)metadata, length)).GetReference(display: assembly.GetName().Name);
    }
}
