using System.Reflection;
using System.Runtime.Loader;

namespace MlOps.Codegen.CSharp.Compilation;

/// <summary>Holds one generated assembly, so that it can be unloaded. Everything else it shares with its host.</summary>
internal sealed class ScorerLoadContext() : AssemblyLoadContext("MlOps generated scorer", isCollectible: true)
{
    // MlOps.Runtime must be the host's own, or its IScorer would be another type.
    protected override Assembly? Load(AssemblyName assemblyName) =>
        assemblyName.Name == typeof(Runtime.IScorer).Assembly.GetName().Name ? typeof(Runtime.IScorer).Assembly : null;
}
